package dev.panallama;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.panallama.sampler.Sampler;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// An activated adapter (aLoRA) is active from the last invocation in the prompt on: logits equal those of a session that is
/// given the same matrices as a plain adapter by hand, between what comes before and what follows.
final class ActivatedLoraTest {
    /// All is computed and kept in 32 bits: a token alone differs from one among others by the order of sums only.
    private static final SessionOptions OPTIONS = SessionOptions.defaults()
            .withThreads(1)
            .withContextLength(256)
            .withBatchSizes(32, 32)
            .withFlashAttention(FlashAttention.OFF)
            .withKvCache(KvCacheOptions.defaults().withTypes(KvCacheType.F32, KvCacheType.F32));

    /// Of logits up to 10, which the adapter changes by 0.5 and more.
    private static final float TOLERANCE = 2e-5f;

    private static final int[] INVOCATION = {300, 301, 300, 302};
    private static final int[] OTHER = {310, 311};
    private static final int[] BEFORE = new Random(1).ints(40, 320, 390).toArray();
    private static final int[] AFTER = new Random(2).ints(10, 320, 390).toArray();

    @TempDir
    private static Path folder;

    private static Model model;
    private static LoraAdapter activated;
    private static LoraAdapter plain; // the same matrices
    private static LoraAdapter other;
    private static LoraAdapter otherPlain;

    @BeforeAll
    static void load() throws IOException {
        Path base = TinyModels.llama();
        model = Model.load(base, ModelOptions.defaults().withGpuLayers(0));
        plain = adapter(1);
        activated = adapter(1, INVOCATION);
        otherPlain = adapter(2);
        other = adapter(2, OTHER);
    }

    private static LoraAdapter adapter(int seed, int... invocation) throws IOException {
        TinyLora lora = TinyLora.random(TinyModels.llama(), seed, 4, "blk.*");
        if (invocation.length > 0) lora.activatedBy(invocation);
        return model.loadAdapter(lora.write(folder.resolve("%d-%d.gguf".formatted(seed, invocation.length))));
    }

    @AfterAll
    static void close() {
        for (LoraAdapter it : List.of(activated, plain, other, otherPlain)) it.close();
        model.close();
    }

    @Test
    void it_says_what_activates_it() {
        assertEquals(List.of(300, 301, 300, 302), activated.info().invocationTokens());
        assertTrue(activated.isActivated());
        assertFalse(plain.isActivated());
    }

    @Test
    void what_comes_before_the_invocation_is_computed_without_it() {
        assertTrue(
                differ(plain(join(BEFORE, INVOCATION, AFTER)), byHand(BEFORE.length, join(BEFORE, INVOCATION, AFTER))));
        try (var session = session(); var base = model.session(OPTIONS)) {
            assertSame(base.append(BEFORE).logits(), session.append(BEFORE).logits());
            assertSame(byHand(BEFORE.length, join(BEFORE, INVOCATION, AFTER)),
                    session.append(INVOCATION).append(AFTER).logits());
        }
    }

    @Test
    void however_the_invocation_comes() {
        int[] all = join(BEFORE, INVOCATION, AFTER);
        float[] expected = byHand(BEFORE.length, all);
        try (var session = session()) {
            assertSame(expected, session.append(all).logits());
            for (int cut = BEFORE.length - 1; cut <= BEFORE.length + INVOCATION.length; cut++) {
                session.clear();
                session.append(Arrays.copyOf(all, cut)).append(Arrays.copyOfRange(all, cut, all.length));
                assertSame(expected, session.logits(), "cut at " + cut);
            }
            session.clear();
            for (int id : all) session.append(id);
            assertSame(expected, session.logits());
            session.rewind(BEFORE.length + 2); // in the midst of it
            assertSame(plain(Arrays.copyOf(all, BEFORE.length + 2)), session.logits());
            session.append(Arrays.copyOfRange(all, BEFORE.length + 2, all.length));
            assertSame(expected, session.logits());
            session.rewind(BEFORE.length);
            assertSame(plain(BEFORE), session.logits());
            assertSame(plain(join(BEFORE, AFTER)), session.append(AFTER).logits());
        }
    }

    @Test
    void the_last_of_several_invocations_counts() {
        int[] all = join(BEFORE, INVOCATION, AFTER, INVOCATION, AFTER);
        int last = BEFORE.length + INVOCATION.length + AFTER.length;
        try (var session = session()) {
            session.append(BEFORE).append(INVOCATION).append(AFTER).append(INVOCATION).append(AFTER);
            assertSame(byHand(last, all), session.logits());
            session.rewind(last + 1);
            assertSame(byHand(BEFORE.length, Arrays.copyOf(all, last + 1)), session.logits());
        }
        int[] twice = {300, 301, 300, 301, 300, 302}; // a false start
        try (var session = session().append(join(BEFORE, twice))) {
            assertSame(byHand(BEFORE.length + 2, join(BEFORE, twice)), session.logits());
        }
    }

    @Test
    void it_can_be_set_when_the_invocation_is_there_already() {
        int[] all = join(BEFORE, INVOCATION, AFTER);
        try (var session = model.session(OPTIONS).append(all)) {
            assertSame(byHand(BEFORE.length, all), session.adapters(Adapters.of(activated)).logits());
            assertSame(plain(all), session.adapters(Adapters.none()).recompute().logits());
        }
    }

    @Test
    void several_are_active_from_their_own_invocations_on() {
        int[] all = join(BEFORE, OTHER, AFTER, INVOCATION, AFTER);
        int second = BEFORE.length + OTHER.length + AFTER.length;
        try (var session = model.session(OPTIONS).adapters(Adapters.of(activated).with(other, 0.5f)).append(all);
                var byHand = model.session(OPTIONS).append(Arrays.copyOf(all, BEFORE.length))) {
            byHand.adapters(Adapters.of(otherPlain, 0.5f))
                    .append(Arrays.copyOfRange(all, BEFORE.length, second));
            byHand.adapters(Adapters.of(plain).with(otherPlain, 0.5f))
                    .append(Arrays.copyOfRange(all, second, all.length));
            assertSame(byHand.logits(), session.logits());
        }
    }

    @Test
    void what_is_generated_is_computed_with_it_and_invokes_nothing() {
        int[] all = join(BEFORE, INVOCATION, AFTER);
        try (var session = session().append(all); var byHand = model.session(OPTIONS).append(BEFORE)) {
            byHand.adapters(Adapters.of(plain)).append(join(INVOCATION, AFTER));
            var options = GenerationOptions.defaults().withMaxTokens(20).withEndsWithModel(false);
            byHand.generate(Sampler.greedy(), options).text();
            session.generate(Sampler.greedy(), options).text();
            assertEquals(IntStream.of(byHand.tokens()).boxed().toList(),
                    IntStream.of(session.tokens()).boxed().toList());
            assertSame(byHand.logits(), session.logits());
        }
    }

    @Test
    void forks_and_saved_sessions_go_on_with_it() {
        int[] all = join(BEFORE, INVOCATION, AFTER);
        float[] expected = byHand(BEFORE.length, join(all, AFTER));
        for (int shared : new int[]{0, 2}) {
            try (var session = model.session(OPTIONS.withForks(shared)).adapters(Adapters.of(activated)).append(all);
                    var fork = session.fork();
                    var restored = model.session(OPTIONS.withForks(shared)).adapters(Adapters.of(activated))) {
                assertSame(expected, fork.append(AFTER).logits());
                restored.restore(session.save());
                assertSame(expected, restored.append(AFTER).logits());
                fork.rewind(BEFORE.length);
                assertSame(plain(BEFORE), fork.logits());
                assertSame(expected, session.append(AFTER).logits());
            }
        }
    }

    @Test
    void it_stays_active_when_a_shift_drops_its_invocation() {
        var options = OPTIONS.withContextShift(4);
        try (var session = model.session(options).adapters(Adapters.of(activated));
                var byHand = model.session(options).append(BEFORE)) {
            byHand.adapters(Adapters.of(plain)).append(join(INVOCATION, AFTER));
            session.append(join(BEFORE, INVOCATION, AFTER));
            var endless = GenerationOptions.defaults().withMaxTokens(400).withEndsWithModel(false);
            session.generate(Sampler.greedy(), endless).text();
            byHand.generate(Sampler.greedy(), endless).text();
            assertEquals(IntStream.of(byHand.tokens()).boxed().toList(),
                    IntStream.of(session.tokens()).boxed().toList());
            assertSame(byHand.append(AFTER).logits(), session.append(AFTER).logits());
        }
    }

    /// After whatever was done, logits are those of a session that starts anew.
    @Test
    void whatever_a_session_does_its_logits_are_those_of_a_fresh_one() {
        var random = new Random(5);
        for (SessionOptions options : List.of(OPTIONS, OPTIONS.withForks(2))) {
            try (var session = model.session(options).adapters(Adapters.of(activated))) {
                var forks = new ArrayList<Session>(List.of(session));
                for (int step = 0; step < 150; step++) {
                    Session it = forks.get(random.nextInt(forks.size()));
                    step(it, random);
                    if (forks.size() < 3 && random.nextInt(10) == 0) forks.add(it.fork());
                    if (it.position() > 0) assertSame(expected(it.tokens()), it.logits(), "step " + step);
                }
                forks.forEach(Session::close);
            }
        }
    }

    private static void step(Session it, Random random) {
        switch (random.nextInt(6)) {
            case 0 -> it.append(INVOCATION);
            case 1 -> it.append(Arrays.copyOf(INVOCATION, 1 + random.nextInt(3)));
            case 2 -> it.append(Arrays.copyOfRange(INVOCATION, 1 + random.nextInt(3), 4));
            case 3 -> it.append(Arrays.copyOf(AFTER, 1 + random.nextInt(9)));
            case 4 -> it.rewind(it.position() - Math.min(it.position(), random.nextInt(12)));
            default -> it.rewind(Math.min(it.position(), 60));
        }
    }

    private static float[] expected(int... ids) {
        for (int start = ids.length - INVOCATION.length; start >= 0; start--)
            if (Arrays.equals(INVOCATION, Arrays.copyOfRange(ids, start, start + INVOCATION.length)))
                return byHand(start, ids);
        return plain(ids);
    }

    private static void assertSame(float[] expected, float[] actual) {
        assertSame(expected, actual, "");
    }

    private static void assertSame(float[] expected, float[] actual, String message) {
        assertArrayEquals(expected, actual, TOLERANCE, message);
    }

    private static boolean differ(float[] left, float[] right) {
        return IntStream.range(0, left.length).anyMatch(i -> Math.abs(left[i] - right[i]) > 0.5);
    }

    private static Session session() {
        return model.session(OPTIONS).adapters(Adapters.of(activated));
    }

    private static float[] plain(int... ids) {
        try (var session = model.session(OPTIONS)) {
            return session.append(ids).logits();
        }
    }

    /// Computes tokens with the adapter from `start` on.
    private static float[] byHand(int start, int... ids) {
        try (var session = model.session(OPTIONS)) {
            if (start > 0) session.append(Arrays.copyOf(ids, start));
            session.adapters(Adapters.of(plain));
            return session.append(Arrays.copyOfRange(ids, start, ids.length)).logits();
        }
    }

    private static int[] join(int[]... parts) {
        return Arrays.stream(parts).flatMapToInt(Arrays::stream).toArray();
    }
}
