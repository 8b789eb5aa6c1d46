package dev.panallama;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.panallama.error.DecodeException;
import dev.panallama.sampler.Sampler;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What the memory of a model does when it is taken back, interrupted or kept otherwise, for each kind of memory.
final class SessionMemoryTest {
    private static final SessionOptions OPTIONS = SessionOptions.defaults()
            .withThreads(1)
            .withContextLength(512)
            .withKvCache(KvCacheOptions.defaults().withTypes(KvCacheType.F32, KvCacheType.F32))
            .withFlashAttention(FlashAttention.OFF); // which computes a token alone otherwise than among others

    /// How far logits may be apart that were computed in batches of other sizes, by the arithmetic of any processor. What
    /// attends to one token more or less is apart by hundreds of times that.
    private static final float SAME = 1e-3f;

    static Stream<Supplier<Path>> models() {
        return Stream.of(
                TinyModels::llama, TinyModels::mixtureOfExperts, TinyModels::gemma3, TinyModels::olmo2,
                TinyModels::gpt2,
                TinyModels::mamba, TinyModels::jamba);
    }

    @ParameterizedTest
    @MethodSource("models")
    void a_rewound_session_is_like_a_fresh_one(Supplier<Path> file) {
        int[] ids = new Random(1).ints(200, 3, 200).toArray();
        try (var model = Model.load(file.get());
                var session = model.session(OPTIONS.withBatchSizes(16, 16)).append(ids)) {
            for (int position : List.of(199, 150, 90, 20, 1)) { // beyond the sliding windows too
                session.rewind(position);
                try (var fresh = model.session(OPTIONS).append(Arrays.copyOf(ids, position))) {
                    assertArrayEquals(fresh.logits(), session.logits(), SAME, "at " + position);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("models")
    void a_cancelled_prompt_leaves_the_session_as_it_was(Supplier<Path> file) throws Exception {
        int[] ids = new Random(2).ints(400, 3, 200).toArray();
        try (var model = Model.load(file.get());
                var session = model.session(OPTIONS.withContextLength(1024)).append(1, 5, 9);
                var fresh = model.session(OPTIONS).append(1, 5, 9)) {
            for (int i = 0; i < 5; i++) {
                cancelWhile(session, () -> session.append(ids));
                session.rewind(3);
                assertArrayEquals(fresh.logits(), session.logits(), SAME);
            }
        }
    }

    @Test
    void a_copy_of_a_session_that_keeps_all_beyond_a_window_can_be_rewound_too() {
        int[] ids = new Random(1).ints(200, 3, 200).toArray();
        var options = OPTIONS.withKvCache(OPTIONS.kvCache().withBeyondWindow(true));
        try (var model = Model.load(TinyModels.gemma3());
                var session = model.session(options).append(ids);
                var fork = session.fork();
                var fresh = model.session(OPTIONS).append(Arrays.copyOf(ids, 90))) {
            for (Session it : List.of(session, fork)) {
                it.rewind(90);
                assertArrayEquals(fresh.logits(), it.logits(), SAME);
            }
        }
    }

    @Test
    void to_cancel_what_is_not_under_way_does_nothing() {
        try (var model = Model.load(TinyModels.llama()); var session = model.session(OPTIONS).append(1, 5, 9)) {
            Generation generation = session.generate(Sampler.greedy(), 5);
            generation.iterator().next();
            session.cancel();
            assertEquals(model.vocabulary().size(), session.logits().length);
            assertEquals(4, session.position());
            assertFalse(generation.iterator().hasNext());
            session.cancel();
            session.rewind(3);
            assertEquals(2, session.generate(Sampler.greedy(), 2).stream().count());
        }
    }

    @Test
    void logits_that_are_no_numbers_are_an_exception() {
        var rope = RopeOptions.ofModel().withFrequencyBase(Float.MIN_VALUE);
        try (var model = Model.load(TinyModels.llama());
                var session = model.session(OPTIONS.withRope(rope)).append(1, 5, 9)) {
            var failure = assertThrows(DecodeException.class, session::logits);
            assertTrue(failure.getMessage().contains("NaN as the logit of token 0"), failure.getMessage());
            assertThrows(DecodeException.class, () -> session.generate(Sampler.greedy(), 1).text());
        }
    }

    /// Cancels again and again until the call has ended, one way or the other.
    private static void cancelWhile(Session session, Runnable call) {
        var done = CompletableFuture.runAsync(call);
        while (!done.isDone()) session.cancel();
        done.handle((_, failure) -> failure).join();
    }

    @Test
    void a_prompt_is_cancelled_within_the_batch_that_is_computed() throws Exception {
        try (var model = Model.load(TestModels.smolLm2());
                var session = model.session(OPTIONS.withContextLength(4096).withBatchSizes(4000, 512))) {
            session.append("kept");
            int[] kept = session.tokens();
            var prompt = CompletableFuture.supplyAsync(() -> session.append(new int[4000]));
            TimeUnit.MILLISECONDS.sleep(200);
            while (!prompt.isDone()) {
                session.cancel();
                TimeUnit.MILLISECONDS.sleep(1);
            }
            Throwable failure = prompt.handle((_, it) -> it).join().getCause();
            assertEquals(CancellationException.class, failure.getClass());
            assertEquals("cancelled while 4000 tokens were computed", failure.getMessage());
            assertArrayEquals(kept, session.tokens());
            assertEquals(4, session.generate(Sampler.greedy(), 4).stream().count());
        }
    }

    @Test
    void numbers_granted_are_told() {
        try (var model = Model.load(TinyModels.llama()); var session = model.session(OPTIONS.withContextLength(300))) {
            SessionOptions granted = session.options();
            assertEquals(512, granted.contextLength());
            assertEquals(300, granted.batchSize());
            assertEquals(1, granted.promptThreads());
            try (var automatic = model.session()) {
                assertEquals(1024, automatic.options().contextLength(), "what the model was trained for");
                assertTrue(automatic.options().threads() >= 1);
            }
            try (var small = model.session(OPTIONS.withContextLength(1).withBatchSizes(9, 4))) {
                assertEquals(1, small.options().batchSize());
                assertEquals(1, small.options().microBatchSize());
            }
        }
    }

    @Test
    void every_type_of_cache_computes_about_the_same() {
        int[] ids = new Random(3).ints(100, 3, 200).toArray();
        try (var model = Model.load(TinyModels.llama()); var exact = model.session(OPTIONS).append(ids)) {
            float[] expected = exact.logits();
            for (KvCacheType type : KvCacheType.values()) {
                var options = OPTIONS.withFlashAttention(FlashAttention.ON)
                        .withKvCache(KvCacheOptions.defaults().withTypes(type, type));
                try (var session = model.session(options).append(ids)) {
                    double distance = distance(expected, session.logits());
                    assertTrue(distance < 0.3, "%s differs by %s".formatted(type, distance));
                }
            }
        }
    }

    private static double distance(float[] expected, float[] actual) {
        double difference = 0;
        double size = 0;
        for (int i = 0; i < expected.length; i++) {
            difference += Math.pow(expected[i] - actual[i], 2);
            size += Math.pow(expected[i], 2);
        }
        return Math.sqrt(difference / size);
    }

    @Test
    void a_cache_type_that_does_not_divide_a_head_is_refused() {
        try (var model = Model.load(TinyModels.mixtureOfExperts())) { // heads of 16
            var options = OPTIONS.withKvCache(KvCacheOptions.defaults().withTypes(KvCacheType.Q8_0, KvCacheType.F16));
            var refused = assertThrows(IllegalArgumentException.class, () -> model.session(options));
            assertTrue(refused.getMessage().contains("multiple of 32"), refused::getMessage);
        }
    }

    @Test
    void positions_can_be_stretched() {
        int[] ids = new Random(4).ints(100, 3, 200).toArray();
        try (var model = Model.load(TinyModels.llama()); var plain = model.session(OPTIONS).append(ids)) {
            List<RopeOptions> ropes = List.of(
                    RopeOptions.linear(2),
                    RopeOptions.yarn(4),
                    RopeOptions.ofModel().withFrequencyBase(500_000),
                    RopeOptions.yarn(4).withYarn(new RopeOptions.Yarn(128, 1, 1, 32, 1)));
            for (RopeOptions rope : ropes) {
                try (var session = model.session(OPTIONS.withRope(rope)).append(ids)) {
                    assertTrue(distance(plain.logits(), session.logits()) > 1e-3, rope::toString);
                }
            }
            try (var session = model.session(OPTIONS.withRope(RopeOptions.linear(1))).append(ids)) {
                assertArrayEquals(plain.logits(), session.logits());
            }
        }
    }

    @Test
    void an_encoder_is_refused_as_a_session() {
        for (Supplier<Path> file : List.<Supplier<Path>>of(TinyModels::t5, TinyModels::bert)) {
            try (var model = Model.load(file.get())) {
                assertThrows(UnsupportedOperationException.class, () -> model.session(OPTIONS));
            }
        }
    }

    @Test
    void forks_that_do_not_fit_are_refused() {
        try (var model = Model.load(TinyModels.mamba())) {
            var none = assertThrows(
                    IllegalArgumentException.class, () -> model.session(OPTIONS.withForks(3).withBatchSize(2)));
            assertTrue(none.getMessage().contains("fewer forks"), none::getMessage);
        }
        assertThrows(IllegalArgumentException.class, () -> OPTIONS.withForks(1).withContextShift(4));
        assertThrows(IllegalArgumentException.class, () -> OPTIONS.withForks(256));
    }
}
