package dev.panallama;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.panallama.chat.ChatMessage;
import dev.panallama.error.ContextOverflowException;
import dev.panallama.sampler.Sampler;
import dev.panallama.sampler.Stage;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class SessionTest {
    private static final String PROMPT = "Once upon a time there was a";

    private static Model model;

    @BeforeAll
    static void load() {
        model = Model.load(TestModels.smolLm2());
    }

    @AfterAll
    static void close() {
        model.close();
    }

    @Test
    void a_greedy_generation_is_the_same_every_time() {
        assertEquals(generate(PROMPT, Sampler.greedy(), 24), generate(PROMPT, Sampler.greedy(), 24));
    }

    @Test
    void a_seed_gives_the_same_tokens_again_and_another_seed_others() {
        Sampler sampler = Sampler.defaults();
        String first = generate(PROMPT, sampler.withSeed(1), 24);
        assertEquals(first, generate(PROMPT, sampler.withSeed(1), 24));
        assertFalse(first.equals(generate(PROMPT, sampler.withSeed(2), 24)));
    }

    @Test
    void the_text_of_the_tokens_is_what_the_vocabulary_makes_of_their_ids() {
        try (var session = model.session()) {
            session.append(PROMPT);
            List<Token> tokens = session.generate(Sampler.greedy(), 32).stream().toList();
            int[] ids = tokens.stream().mapToInt(Token::id).toArray();
            String text = String.join("", tokens.stream().map(Token::text).toList());
            assertEquals(model.vocabulary().detokenize(ids), text);
        }
    }

    @Test
    void generated_tokens_are_part_of_the_session_and_can_be_continued() {
        String whole = generate(PROMPT, Sampler.greedy(), 20);
        try (var session = model.session()) {
            session.append(PROMPT);
            int prompt = session.position();
            String first = session.generate(Sampler.greedy(), 10).text();
            assertEquals(prompt + 10, session.position());
            assertEquals(whole, first + session.generate(Sampler.greedy(), 10).text());
        }
    }

    @Test
    void a_prompt_in_two_parts_is_the_same_session_as_in_one() {
        int[] ids = model.vocabulary().tokenize(PROMPT);
        try (var whole = model.session(); var parts = model.session()) {
            whole.append(ids);
            parts.append(ids[0], ids[1]).append(Arrays.copyOfRange(ids, 2, ids.length));
            assertArrayEquals(whole.tokens(), parts.tokens());
            assertEquals(whole.generate(Sampler.greedy(), 8).text(), parts.generate(Sampler.greedy(), 8).text());
        }
    }

    @Test
    void rewinding_forgets_what_came_after() {
        try (var session = model.session()) {
            session.append(PROMPT);
            int position = session.position();
            String first = session.generate(Sampler.greedy(), 12).text();
            session.rewind(position);
            assertEquals(position, session.position());
            assertEquals(first, session.generate(Sampler.greedy(), 12).text());
            session.clear();
            assertEquals(0, session.position());
            assertEquals(first, session.append(PROMPT).generate(Sampler.greedy(), 12).text());
        }
    }

    @Test
    void rewinding_outside_of_the_session_is_refused() {
        try (var session = model.session()) {
            session.append(PROMPT);
            assertThrows(IllegalArgumentException.class, () -> session.rewind(-1));
            assertThrows(IllegalArgumentException.class, () -> session.rewind(session.position() + 1));
        }
    }

    @Test
    void a_generation_ends_at_its_limit_at_a_full_context_and_where_the_model_stops() {
        try (var session = model.session(SessionOptions.defaults().withContextLength(256))) {
            session.append(PROMPT);
            assertEquals(Optional.of(FinishReason.LENGTH), reasonAfter(session.generate(Sampler.greedy(), 3)));
            assertEquals(Optional.of(FinishReason.LENGTH), reasonAfter(session.generate(Sampler.greedy())));
            assertEquals(session.contextLength(), session.position());
            session.clear();
            session.append(chat("Say only the word yes."));
            assertEquals(Optional.of(FinishReason.STOP), reasonAfter(session.generate(Sampler.greedy(), 200)));
        }
    }

    @Test
    void text_that_does_not_fit_is_refused_with_the_numbers_and_changes_nothing() {
        try (var session = model.session(SessionOptions.defaults().withContextLength(256))) {
            session.append(PROMPT);
            int before = session.position();
            var refused = assertThrows(ContextOverflowException.class, () -> session.append("word ".repeat(400)));
            assertEquals(256 - before, refused.room());
            assertTrue(refused.tokens() > 256, refused.getMessage());
            assertTrue(refused.getMessage().contains("the context of 256 has room for"), refused.getMessage());
            assertEquals(before, session.position());
            assertFalse(session.generate(Sampler.greedy(), 4).text().isEmpty());
        }
    }

    @Test
    void a_prompt_longer_than_a_batch_is_computed_batch_by_batch() {
        int[] ids = model.vocabulary().tokenize("All work and no play makes Jack a dull boy. ".repeat(4));
        try (var whole = model.session(SessionOptions.defaults().withBatchSize(16)); var parts = model.session()) {
            whole.append(ids);
            for (int from = 0; from < ids.length; from += 16)
                parts.append(Arrays.copyOfRange(ids, from, Math.min(ids.length, from + 16)));
            assertEquals(
                    parts.generate(Sampler.greedy(), 8).text(), whole.generate(Sampler.greedy(), 8).text());
        }
    }

    @Test
    void an_empty_session_begins_with_the_token_that_begins_a_text() {
        try (var session = model.session()) {
            session.append("");
            assertEquals(0, session.position());
            assertEquals(4, session.generate(Sampler.greedy(), 4).stream().count());
            assertEquals(model.vocabulary().beginningOfText().orElseThrow(), session.tokens()[0]);
        }
    }

    @Test
    void an_emoji_comes_out_whole_though_its_tokens_are_parts_of_it() {
        try (var session = model.session()) {
            session.append("Repeat: 🦙🦙🦙🦙🦙🦙🦙🦙🦙🦙🦙🦙");
            String text = session.generate(Sampler.greedy(), 40).text();
            assertTrue(text.contains("🦙"), text);
            assertFalse(text.contains("\uFFFD"), text);
        }
    }

    @Test
    void an_emoji_comes_out_whole_of_generations_of_one_token_each() {
        try (var session = model.session()) {
            session.append("Repeat: 🦙🦙🦙🦙🦙🦙🦙🦙🦙🦙🦙🦙");
            var text = new StringBuilder();
            for (int i = 0; i < 40; i++) text.append(session.generate(Sampler.greedy(), 1).text());
            assertTrue(text.toString().contains("🦙"), text::toString);
            assertFalse(text.toString().contains("\uFFFD"), text::toString);
        }
    }

    @Test
    void appending_ends_the_generation_before_it() {
        try (var session = model.session()) {
            session.append(PROMPT);
            Generation first = session.generate(Sampler.greedy(), 10);
            first.iterator().next();
            session.append(" and");
            assertFalse(first.iterator().hasNext());
            assertEquals(Optional.of(FinishReason.CANCELLED), first.finishReason());
            assertThrows(NoSuchElementException.class, first.iterator()::next);
        }
    }

    @Test
    void penalties_keep_the_model_from_repeating_the_prompt() {
        String prompt = "Alice, Bob, Alice, Bob, Alice, Bob, Alice, Bob, Alice,";
        Sampler sampler = Sampler.greedy().with(new Stage.Penalties(64, 1.0f, 0f, 100f));
        assertTrue(generate(prompt, Sampler.greedy(), 4).contains("Bob"));
        assertFalse(generate(prompt, sampler, 4).contains("Bob"));
    }

    @Test
    void timings_count_prompt_and_generated_tokens() {
        try (var session = model.session()) {
            session.append(PROMPT);
            session.generate(Sampler.greedy(), 5).text();
            Timings timings = session.timings();
            assertEquals(session.position() - 5, timings.promptTokens());
            assertEquals(5, timings.generatedTokens());
            assertTrue(timings.promptTokensPerSecond() > 0 && timings.generationTokensPerSecond() > 0);
        }
    }

    private static String generate(String prompt, Sampler sampler, int tokens) {
        try (var session = model.session()) {
            return session.append(prompt).generate(sampler, tokens).text();
        }
    }

    private static int[] chat(String text) {
        return model.vocabulary().tokenize(model.chatTemplate().orElseThrow().prompt(List.of(ChatMessage.user(text))));
    }

    private static Optional<FinishReason> reasonAfter(Generation generation) {
        generation.text();
        return generation.finishReason();
    }
}
