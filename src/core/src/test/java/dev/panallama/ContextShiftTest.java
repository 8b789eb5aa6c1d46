package dev.panallama;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.panallama.error.ContextOverflowException;
import dev.panallama.sampler.Sampler;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class ContextShiftTest {
    private static final SessionOptions OPTIONS = SessionOptions.defaults()
            .withThreads(1)
            .withContextLength(256)
            .withKvCache(KvCacheOptions.defaults().withTypes(KvCacheType.F32, KvCacheType.F32))
            .withFlashAttention(FlashAttention.OFF); // which computes a token alone otherwise than among others
    private static final GenerationOptions ENDLESS = GenerationOptions.defaults().withEndsWithModel(false);

    @Test
    void a_full_context_ends_a_generation() {
        try (var model = Model.load(TinyModels.llama()); var session = model.session(OPTIONS).append("hello")) {
            Generation generation = session.generate(Sampler.greedy(), ENDLESS);
            generation.text();
            assertEquals(256, session.position());
            assertEquals(Optional.of(FinishReason.LENGTH), generation.finishReason());
        }
    }

    @Test
    void a_shift_keeps_the_beginning_and_drops_the_oldest_half_of_the_rest() {
        try (var model = Model.load(TestModels.smolLm2()); var session = model.session(OPTIONS.withContextShift(4))) {
            int[] ids = IntStream.range(1000, 1256).toArray();
            session.append(ids);
            Token token = session.generate(Sampler.greedy(), ENDLESS).iterator().next();
            int[] expected = new int[4 + 126 + 1];
            System.arraycopy(ids, 0, expected, 0, 4);
            System.arraycopy(ids, 4 + 126, expected, 4, 126);
            expected[130] = token.id();
            assertArrayEquals(expected, session.tokens());
        }
    }

    @Test
    void a_story_goes_on_through_many_contexts_and_stays_a_story() {
        try (var model = Model.load(TestModels.smolLm2()); var session = model.session(OPTIONS.withContextShift(8))) {
            session.append("Once upon a time there was a little girl who lived in a village.");
            List<Token> tokens = session.generate(Sampler.defaults().withSeed(3), ENDLESS.withMaxTokens(600))
                    .stream()
                    .toList();
            assertEquals(600, tokens.size());
            String end = String.join("", tokens.subList(500, 600).stream().map(Token::text).toList());
            long letters = end.chars().filter(it -> Character.isLetter(it) || it == ' ').count();
            assertTrue(letters > end.length() * 0.8, end);
        }
    }

    @Test
    void a_shifted_session_can_be_saved_before_anything_else_is_computed() {
        try (var model = Model.load(TinyModels.llama());
                var session = model.session(OPTIONS.withContextShift(4));
                var other = model.session(OPTIONS.withContextShift(4))) {
            session.append(IntStream.range(3, 259).toArray()).append(7, 8, 9);
            session.rewind(session.position() - 3);
            try (var fork = session.fork()) {
                other.restore(session.save());
                assertArrayEquals(session.tokens(), other.tokens());
                assertArrayEquals(session.logits(), other.logits(), 1e-4f);
                assertArrayEquals(session.logits(), fork.logits(), 1e-4f);
            }
        }
    }

    @Test
    void a_shifted_cache_is_what_a_fresh_one_would_be() {
        for (RopeOptions rope : List.of(RopeOptions.ofModel(), RopeOptions.linear(4))) {
            try (var model = Model.load(TinyModels.oneLayer());
                    var session = model.session(OPTIONS.withContextShift(4).withRope(rope));
                    var fresh = model.session(OPTIONS.withRope(rope))) {
                session.append(new Random(1).ints(256, 3, 200).toArray()).append(5);
                fresh.append(session.tokens());
                assertEquals(131, session.position());
                assertArrayEquals(fresh.logits(), session.logits(), 1e-4f);
            }
        }
    }

    @Test
    void all_that_was_kept_can_be_dropped() {
        try (var model = Model.load(TinyModels.llama()); var session = model.session(OPTIONS.withContextShift(0))) {
            session.append(new int[256]).append(new int[256]);
            assertEquals(256, session.position());
            session.clear();
            try (var fork = session.fork()) {
                assertEquals(0, fork.position());
            }
        }
    }

    @Test
    void text_that_does_not_fit_beside_what_is_kept_is_refused() {
        try (var model = Model.load(TinyModels.llama()); var session = model.session(OPTIONS.withContextShift(10))) {
            session.append(new int[100]);
            assertThrows(ContextOverflowException.class, () -> session.append(new int[247]));
            assertEquals(100, session.position());
            session.append(new int[246]);
            assertEquals(256, session.position());
        }
    }

    @Test
    void models_that_cannot_shift_say_so() {
        List<Supplier<Path>> files = List.of(
                TinyModels::mamba, TinyModels::jamba, TinyModels::gemma3, TinyModels::gpt2);
        for (Supplier<Path> file : files) {
            try (var model = Model.load(file.get())) {
                var refused = assertThrows(
                        UnsupportedOperationException.class, () -> model.session(OPTIONS.withContextShift(4)));
                assertTrue(refused.getMessage().contains("cannot shift"), refused::getMessage);
                model.session(OPTIONS).close();
            }
        }
        try (var model = Model.load(TinyModels.llama())) {
            var yarn = OPTIONS.withContextShift(4).withRope(RopeOptions.yarn(4)); // scales keys at each turn
            assertThrows(UnsupportedOperationException.class, () -> model.session(yarn));
        }
        var overridden = ModelOptions.defaults().withOverride("llama.rope.scaling.type", "yarn");
        try (var model = Model.load(TinyModels.llama(), overridden)) {
            assertThrows(
                    UnsupportedOperationException.class, () -> model.session(OPTIONS.withContextShift(4)));
        }
        try (var model = Model.load(TinyModels.llama())) {
            var bf16 = KvCacheOptions.defaults().withTypes(KvCacheType.BF16, KvCacheType.BF16);
            assertThrows(
                    UnsupportedOperationException.class,
                    () -> model.session(OPTIONS.withContextShift(4).withKvCache(bf16)));
        }
    }

    @Test
    void caches_that_can_shift_do_so_whatever_their_types_and_others_say_no() {
        for (KvCacheType type : KvCacheType.values()) {
            if (type == KvCacheType.BF16) continue;
            boolean quantized = !List.of(KvCacheType.F32, KvCacheType.F16).contains(type);
            assertShifts(TinyModels.wide(), type); // heads of 64
            if (!quantized) assertShifts(TinyModels.llama(), type);
            else assertThrows(UnsupportedOperationException.class, () -> assertShifts(TinyModels.llama(), type));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"F16", "Q8_0"})
    void a_real_model_shifts(KvCacheType type) {
        assertShifts(TestModels.smolLm2(), type);
    }

    private static void assertShifts(Path file, KvCacheType type) {
        var options = OPTIONS.withContextShift(4)
                .withFlashAttention(FlashAttention.ON)
                .withKvCache(KvCacheOptions.defaults().withTypes(type, type));
        try (var model = Model.load(file); var session = model.session(options).append(new int[250])) {
            assertEquals(20, session.generate(Sampler.greedy(), ENDLESS.withMaxTokens(20)).stream().count());
        }
    }
}
