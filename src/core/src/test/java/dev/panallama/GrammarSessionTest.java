package dev.panallama;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.panallama.chat.ChatMessage;
import dev.panallama.error.GrammarException;
import dev.panallama.grammar.Grammar;
import dev.panallama.grammar.Trigger;
import dev.panallama.sampler.Sampler;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// A real model under a grammar. What Jackson makes is public, as this package is not open to it.
final class GrammarSessionTest {
    private static final SessionOptions OPTIONS = SessionOptions.defaults().withThreads(1).withContextLength(1024);
    private static final GenerationOptions LIMITED = GenerationOptions.defaults().withMaxTokens(200);

    private static Model model;

    @BeforeAll
    static void load() {
        model = Model.load(TestModels.smolLm2());
    }

    @AfterAll
    static void close() {
        model.close();
    }

    public record Person(String name, String birthplace, LocalDate born) {}

    private static Session asked(String question) {
        Session session = model.session(OPTIONS);
        return session.append(model.chatTemplate().orElseThrow().prompt(List.of(ChatMessage.user(question))));
    }

    @Test
    void a_record_comes_out_as_it_was_told() {
        try (var session = asked(
                "name: Anna\nbirthplace: Berlin\nborn: 1980-05-04\n\nWrite these three lines as JSON.")) {
            var generation = session.generate(Sampler.greedy(), LIMITED.withGrammar(Grammar.of(Person.class)));
            Person person = Grammar.read(generation.text(), Person.class);
            assertEquals("Anna", person.name());
            assertTrue(person.birthplace().contains("Berlin"), person::birthplace);
            assertEquals(LocalDate.of(1980, 5, 4), person.born());
            assertEquals(Optional.of(FinishReason.STOP), generation.finishReason());
        }
    }

    @Test
    void of_two_words_the_likelier_is_chosen() {
        try (var session = asked("Is the sky on a clear day blue or green? Answer with one word.")) {
            var grammar = Grammar.gbnf("root ::= \"Green\" | \"Blue\"");
            assertEquals("Blue", session.generate(Sampler.greedy(), LIMITED.withGrammar(grammar)).text());
        }
    }

    @Test
    void a_lazy_grammar_begins_with_its_trigger() {
        var grammar = Grammar.gbnf("root ::= \"Paris, \" [0-9]{5} \"!\"").withTriggers(new Trigger.Word("Paris"));
        try (var session = model.session(OPTIONS).append("I know the capital of France. It is")) {
            var generation = session.generate(Sampler.greedy(), LIMITED.withGrammar(grammar));
            String text = generation.text();
            assertTrue(text.matches("(?s).*Paris, \\d{5}!"), text);
            assertEquals(Optional.of(FinishReason.STOP), generation.finishReason());
        }
    }

    @Test
    void a_grammar_that_no_token_continues_ends_with_an_exception_and_the_session_goes_on() {
        var grammar = Grammar.gbnf("root ::= \"a\" <[49151]> <|im_start|> \"b\"");
        try (var session = model.session(OPTIONS).append("The alphabet:")) {
            assertThrows(
                    GrammarException.class,
                    () -> session.generate(
                            Sampler.greedy(), LIMITED.withGrammar(Grammar.gbnf("root ::= <nosuchtoken>"))));
            assertTrue(session.generate(Sampler.greedy(), LIMITED.withGrammar(grammar)).text().startsWith("a"));
            assertEquals(5, session.generate(Sampler.greedy(), 5).stream().count());
        }
    }

    @Test
    void forks_under_different_grammars_do_not_meet() {
        try (var session = asked("What is the capital of France?"); var fork = session.fork()) {
            var words = session.generate(
                    Sampler.greedy(), LIMITED.withGrammar(Grammar.regex("[A-Z][a-z ]{1,20}"))).iterator();
            var digits = fork.generate(Sampler.greedy(), LIMITED.withGrammar(Grammar.regex("\\d{12}"))).iterator();
            var word = new StringBuilder();
            var number = new StringBuilder();
            while (words.hasNext() || digits.hasNext()) {
                if (words.hasNext()) word.append(words.next().text());
                if (digits.hasNext()) number.append(digits.next().text());
            }
            assertTrue(word.toString().matches("[A-Z][a-z ]{1,20}"), word::toString);
            assertTrue(number.toString().matches("\\d{12}"), number::toString);
        }
    }
}
