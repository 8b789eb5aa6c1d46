package dev.panallama;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.panallama.chat.ChatMessage;
import dev.panallama.grammar.Grammar;
import dev.panallama.quantization.Quantization;
import dev.panallama.quantization.Quantizer;
import dev.panallama.quantization.QuantizerOptions;
import dev.panallama.sampler.Sampler;
import dev.panallama.sampler.Stage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What a real model says with speculation is what it says without, token for token.
final class SpeculationTest {
    private static final SessionOptions PLAIN = SessionOptions.defaults()
            .withThreads(1)
            .withContextLength(512)
            .withFlashAttention(FlashAttention.ON); // computes a token alone and among others the same
    private static final String CODE = """
            final class Point {
                private final int x;
                private final int y;

                Point(int x, int y) {
                    this.x = x;
                    this.y = y;
                }
            }
            """;
    private static final String REPEAT = "Repeat this code, but rename the class Point to Place:\n```java\n" + CODE
            + "```";

    private static final Map<List<Object>, Answer> KNOWN = new HashMap<>(); // without speculation, by what was asked

    @TempDir
    private static Path folder;

    private static Model model;
    private static Model smaller; // the same one in fewer bits

    @BeforeAll
    static void load() throws IOException {
        model = Model.load(TestModels.smolLm2());
        Path file = folder.resolve("smaller.gguf");
        Quantizer.quantize(TestModels.smolLm2(), file,
                QuantizerOptions.of(Quantization.Q4_0).withAllowRequantize(true));
        smaller = Model.load(file);
    }

    @AfterAll
    static void close() {
        model.close();
        smaller.close();
    }

    static Stream<Speculation> kinds() {
        return Stream.of(
                Speculation.promptLookup().withAdaptive(false),
                Speculation.promptLookup().withAdaptive(false).withShortestMatch(1).withGuesses(4),
                Speculation.promptLookup(),
                Speculation.draftModel(smaller).withAdaptive(false),
                Speculation.draftModel(smaller).withAdaptive(false).withMinProbability(0).withGuesses(3),
                Speculation.draftModel(smaller));
    }

    /// @param tokens their ids
    private record Answer(List<Integer> tokens, SpeculationStatistics speculation) {}

    private static Answer answer(Speculation kind, String question, Sampler sampler, GenerationOptions options) {
        try (var session = model.session(PLAIN.withSpeculation(kind))) {
            session.append(model.chatTemplate().orElseThrow().prompt(List.of(ChatMessage.user(question))));
            Generation generation = session.generate(sampler, options);
            return new Answer(generation.stream().map(Token::id).toList(), generation.speculation());
        }
    }

    private static void same(Speculation kind, String question, Sampler sampler, GenerationOptions options) {
        Answer plain = KNOWN.computeIfAbsent(List.of(question, sampler, options.maxTokens(), options.endsWithModel()),
                _ -> answer(Speculation.none(), question, sampler, options));
        Answer quick = answer(kind, question, sampler, options);
        assertEquals(plain.tokens(), quick.tokens(), kind + ": " + question);
        assertEquals(1, plain.speculation().tokensPerDecode());
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void greedy_answers_are_the_same(Speculation kind) {
        var options = GenerationOptions.defaults().withMaxTokens(30);
        for (String question : List.of(REPEAT, "Write a story about a whale.",
                "Say \"a rose is a rose is a rose\" three times."))
            same(kind, question, Sampler.greedy(), options);
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void sampled_answers_of_one_seed_are_the_same(Speculation kind) {
        var options = GenerationOptions.defaults().withMaxTokens(30);
        Sampler penalties = Sampler.of(new Stage.Penalties(64, 1.3f, 0.1f, 0.1f), new Stage.Temperature(0.7f));
        same(kind, REPEAT, Sampler.defaults().withSeed(1), options);
        same(kind, "Name ten animals.", penalties.withSeed(2), options);
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void answers_that_follow_a_grammar_are_the_same(Speculation kind) {
        Grammar list = Grammar
                .gbnf("root ::= \"[\" item (\", \" item){3} \"]\"\nitem ::= \"\\\"\" [a-z ]{1,12} \"\\\"\"");
        var options = GenerationOptions.defaults().withMaxTokens(40).withGrammar(list);
        same(kind, "List [\"red\", \"green\", \"blue\", \"yellow\"] again.", Sampler.greedy(), options);
        same(kind, "List four colors.", Sampler.greedy(), options.withEndsWithModel(false));
    }

    @Test
    void a_text_that_is_repeated_takes_a_fraction_of_the_decodes() {
        var options = GenerationOptions.defaults().withMaxTokens(60);
        Answer quick = answer(Speculation.promptLookup().withAdaptive(false), REPEAT, Sampler.greedy(), options);
        assertTrue(quick.speculation().tokensPerDecode() > 2, quick.speculation().toString());
        assertTrue(quick.speculation().accepted() > 30, quick.speculation().toString());
    }

    @Test
    void a_model_that_guesses_for_itself_is_right() {
        var itself = Speculation.draftModel(model).withAdaptive(false).withMinProbability(0).withGuesses(4);
        var options = GenerationOptions.defaults().withMaxTokens(40).withEndsWithModel(false);
        Answer quick = answer(itself, "Write a story about a whale.", Sampler.greedy(), options);
        assertEquals(1, quick.speculation().acceptanceRate());
        assertEquals(40, quick.tokens().size());
    }

    @Test
    void guesses_that_are_seldom_right_are_given_up() {
        var options = GenerationOptions.defaults().withMaxTokens(40).withEndsWithModel(false);
        Sampler wild = Sampler.of(new Stage.Temperature(3)).withSeed(7);
        Answer quick = answer(Speculation.promptLookup().withShortestMatch(1), REPEAT, wild, options);
        assertTrue(quick.speculation().guessed() < 60, quick.speculation().toString());
        quick = answer(Speculation.draftModel(smaller).withMinProbability(0), REPEAT, wild, options);
        assertTrue(quick.speculation().guessed() < 100, quick.speculation().toString());
    }

    @Test
    void log_probabilities_are_told_without_guesses() {
        var options = GenerationOptions.defaults().withMaxTokens(10).withLogProbabilities(2);
        try (var session = model.session(PLAIN.withSpeculation(Speculation.promptLookup().withAdaptive(false)));
                var plain = model.session(PLAIN)) {
            Generation quick = session.append("1 2 3 4 1 2 3 4 1 2").generate(Sampler.greedy(), options);
            List<Token> expected = plain.append("1 2 3 4 1 2 3 4 1 2").generate(Sampler.greedy(), options).stream()
                    .toList();
            assertEquals(expected, quick.stream().toList());
            assertEquals(0, quick.speculation().guessed());
        }
    }

    @Test
    void the_logits_after_a_generation_are_those_of_its_last_token() {
        try (var session = model.session(PLAIN.withSpeculation(Speculation.promptLookup().withAdaptive(false)));
                var plain = model.session(PLAIN)) {
            session.append("1 2 3 4 1 2 3 4 1 2");
            assertFalse(session.generate(Sampler.greedy(), 7).text().isEmpty());
            plain.append("1 2 3 4 1 2 3 4 1 2").generate(Sampler.greedy(), 7).text();
            assertArrayEquals(plain.tokens(), session.tokens());
            assertArrayEquals(plain.logits(), session.logits());
        }
    }

    @Test
    void a_model_in_a_process_of_its_own_guesses_and_is_guessed_for() {
        var options = GenerationOptions.defaults().withMaxTokens(30);
        Grammar words = Grammar.gbnf("root ::= [a-zA-Z ,.\\n]{1,90}");
        try (var apart = Model.load(TestModels.smolLm2(), ModelOptions.defaults().isolated())) {
            for (Speculation kind : List.of(
                    Speculation.promptLookup().withAdaptive(false),
                    Speculation.draftModel(apart).withAdaptive(false),
                    Speculation.draftModel(smaller).withAdaptive(false)))
                try (var session = apart.session(PLAIN.withSpeculation(kind)); var plain = model.session(PLAIN)) {
                    session.append("one two three four one two three");
                    plain.append("one two three four one two three");
                    Generation generation = session.generate(Sampler.greedy(), options);
                    assertEquals(plain.generate(Sampler.greedy(), options).text(), generation.text());
                    assertTrue(generation.speculation().accepted() > 0, generation.speculation().toString());
                    assertEquals(plain.generate(Sampler.greedy(), options.withGrammar(words)).text(),
                            session.generate(Sampler.greedy(), options.withGrammar(words)).text());
                }
        }
    }
}
