package dev.panallama;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.panallama.sampler.Sampler;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class StopConditionTest {
    private static final String PROMPT = "The planets of the solar system are Mercury, Venus,";
    private static final SessionOptions OPTIONS = SessionOptions.defaults().withThreads(1).withContextLength(512);
    private static final GenerationOptions LIMITED = GenerationOptions.defaults().withMaxTokens(48);

    private static Model model;
    private static List<Token> tokens; // what is generated without a stop
    private static String text;

    @BeforeAll
    static void load() {
        model = Model.load(TestModels.smolLm2());
        try (var session = model.session(OPTIONS).append(PROMPT)) {
            tokens = session.generate(Sampler.greedy(), LIMITED).stream().toList();
            text = String.join("", tokens.stream().map(Token::text).toList());
        }
    }

    @AfterAll
    static void close() {
        model.close();
    }

    @Test
    void a_stop_string_ends_the_text_before_it_wherever_it_lies_across_tokens() {
        for (int begin = 1; begin < 40; begin += 3) {
            for (int length : List.of(1, 2, 5, 11)) {
                String stop = text.substring(begin, begin + length);
                try (var session = model.session(OPTIONS).append(PROMPT)) {
                    Generation generation = session.generate(Sampler.greedy(), LIMITED.withStopStrings("\u0007", stop));
                    assertEquals(text.substring(0, text.indexOf(stop)), generation.text());
                    assertEquals(Optional.of(FinishReason.STOP), generation.finishReason());
                    assertEquals(Optional.of(stop), generation.stopString());
                }
            }
        }
    }

    @Test
    void tokens_of_a_stop_string_are_not_left_in_the_session() {
        try (var session = model.session(OPTIONS).append(PROMPT)) {
            int prompt = session.position();
            String stop = tokens.get(5).text() + tokens.get(6).text();
            List<Token> returned = session.generate(Sampler.greedy(), LIMITED.withStopStrings(stop)).stream().toList();
            assertEquals(tokens.subList(0, 5), returned);
            assertEquals(prompt + 5, session.position());
            assertEquals(tokens.subList(5, 15), session.generate(Sampler.greedy(), 10).stream().toList());
        }
    }

    @Test
    void what_was_held_back_is_returned_when_no_stop_string_follows() {
        try (var session = model.session(OPTIONS).append(PROMPT)) {
            String almost = text.substring(10) + "\u0007";
            Generation generation = session.generate(Sampler.greedy(), LIMITED.withStopStrings(almost));
            assertEquals(text, generation.text());
            assertEquals(Optional.of(FinishReason.LENGTH), generation.finishReason());
            assertEquals(Optional.empty(), generation.stopString());
        }
    }

    @Test
    void held_tokens_are_what_a_search_in_the_whole_text_finds() {
        var random = new Random(5);
        for (int round = 0; round < 3000; round++) {
            var whole = new StringBuilder();
            List<String> stops = random.ints(1 + random.nextInt(3), 0, 100)
                    .mapToObj(_ -> letters(random, 1 + random.nextInt(4)))
                    .toList();
            var held = new HeldTokens(stops);
            var out = new StringBuilder();
            String found = null;
            while (found == null && whole.length() < 20) {
                String piece = letters(random, random.nextInt(4));
                whole.append(piece);
                found = held.add(new Token(1, piece));
                for (Token token = held.poll(); token != null; token = held.poll()) out.append(token.text());
            }
            int at = stops.stream().mapToInt(whole::indexOf).filter(it -> it >= 0).min().orElse(-1);
            held.release();
            for (Token token = held.poll(); token != null; token = held.poll()) out.append(token.text());
            assertEquals(at < 0 ? whole.toString() : whole.substring(0, at), out.toString(), stops + " in " + whole);
            assertEquals(at >= 0, found != null);
        }
    }

    private static String letters(Random random, int length) {
        return random.ints(length, 'a', 'c' + 1)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    @Test
    void a_stop_token_ends_the_generation_and_stays_outside() {
        int stop = tokens.get(7).id();
        int first = tokens.stream().map(Token::id).toList().indexOf(stop);
        try (var session = model.session(OPTIONS).append(PROMPT)) {
            Generation generation = session.generate(Sampler.greedy(), LIMITED.withStopTokens(stop));
            assertEquals(tokens.subList(0, first), generation.stream().toList());
            assertEquals(Optional.of(FinishReason.STOP), generation.finishReason());
        }
    }

    @Test
    void a_condition_ends_the_generation_after_the_token_that_meets_it() {
        try (var session = model.session(OPTIONS).append(PROMPT)) {
            Generation generation = session.generate(
                    Sampler.greedy(), LIMITED.withStopWhen(it -> it.text().contains(",")));
            List<Token> returned = generation.stream().toList();
            assertTrue(returned.getLast().text().contains(","));
            assertEquals(1, returned.stream().filter(it -> it.text().contains(",")).count());
            assertEquals(Optional.of(FinishReason.STOP), generation.finishReason());
        }
    }

    @Test
    void a_condition_that_throws_reaches_the_caller_and_the_session_goes_on() {
        try (var session = model.session(OPTIONS).append(PROMPT)) {
            var generation = session.generate(Sampler.greedy(), LIMITED.withStopWhen(_ -> {
                throw new UnsupportedOperationException("no");
            }));
            assertThrows(UnsupportedOperationException.class, generation::text);
            assertEquals(3, session.generate(Sampler.greedy(), 3).stream().count());
        }
    }

    @Test
    void time_is_a_limit() throws InterruptedException {
        try (var session = model.session(OPTIONS).append(PROMPT)) {
            var generation = session.generate(Sampler.greedy(), LIMITED.withTimeLimit(Duration.ofMillis(300)));
            assertTrue(generation.iterator().hasNext());
            Thread.sleep(301);
            assertEquals(1, generation.stream().count());
            assertEquals(Optional.of(FinishReason.TIME_LIMIT), generation.finishReason());
        }
    }

    @Test
    void a_soft_landing_ends_with_a_sentence() {
        try (var session = model.session(OPTIONS).append("Write about the moon. The moon")) {
            var options = GenerationOptions.defaults().withMaxTokens(60).withSoftLanding(40);
            Generation generation = session.generate(Sampler.greedy(), options);
            String landed = generation.text();
            assertTrue(landed.strip().endsWith("."), landed);
            assertTrue(generation.tokenCount() >= 20 && generation.tokenCount() < 60, landed);
            assertEquals(Optional.of(FinishReason.LENGTH), generation.finishReason());
        }
    }

    @Test
    void the_model_can_be_kept_from_ending() {
        try (var session = model.session(OPTIONS)) {
            session.append("<|im_start|>user\nSay yes.<|im_end|>\n<|im_start|>assistant\n", true);
            int prompt = session.position();
            assertTrue(session.generate(Sampler.greedy(), LIMITED).stream().count() < 48);
            session.rewind(prompt);
            List<Token> all = session.generate(Sampler.greedy(), LIMITED.withEndsWithModel(false)).stream().toList();
            assertEquals(48, all.size());
            assertFalse(all.stream().anyMatch(it -> model.vocabulary().isEndOfGeneration(it.id())));
        }
    }

    @Test
    void log_probabilities_are_those_of_the_logits() {
        try (var session = model.session(OPTIONS).append(PROMPT)) {
            float[] logits = session.logits();
            double max = logits[tokens.getFirst().id()];
            double sum = 0;
            for (float logit : logits) sum += Math.exp(logit - max);
            Token token = session.generate(Sampler.greedy(), LIMITED.withLogProbabilities(3)).iterator().next();
            assertEquals(tokens.getFirst().id(), token.id());
            assertEquals(-Math.log(sum), token.logProbability(), 1e-5);
            assertEquals(3, token.alternatives().size());
            assertEquals(token.id(), token.alternatives().getFirst().id());
            Token.Alternative third = token.alternatives().get(2);
            assertEquals(logits[third.id()] - max - Math.log(sum), third.logProbability(), 1e-5);
        }
        assertTrue(Double.isNaN(tokens.getFirst().logProbability()));
    }

    @Test
    void special_tokens_are_parsed_only_where_asked() {
        try (var session = model.session(OPTIONS)) {
            int plain = session.append("<|im_end|>").position();
            session.clear();
            int[] special = session.append("<|im_end|>", true).tokens();
            assertTrue(plain > special.length);
            assertArrayEquals(model.vocabulary().tokenize("<|im_end|>", true, true), special);
        }
    }
}
