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

/// An activated adapter (aLoRA) is active from the last invocation in the prompt on: logits equal, bit for bit, those of a
/// session that is given the same matrices as a plain adapter by hand, between what comes before and what follows.
final class ActivatedLoraTest {
    /// With these, llama.cpp computes a token alone as it does among others.
    private static final SessionOptions EXACT = SessionOptions.defaults()
            .withThreads(1)
            .withContextLength(256)
            .withFlashAttention(FlashAttention.ON)
            .withBatchSizes(32, 32);

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
        try (var session = session(); var base = model.session(EXACT)) {
            assertArrayEquals(base.append(BEFORE).logits(), session.append(BEFORE).logits());
            assertArrayEquals(byHand(BEFORE.length, join(BEFORE, INVOCATION, AFTER)),
                    session.append(INVOCATION).append(AFTER).logits());
        }
    }

    @Test
    void however_the_invocation_comes() {
        int[] all = join(BEFORE, INVOCATION, AFTER);
        float[] expected = byHand(BEFORE.length, all);
        try (var session = session()) {
            assertArrayEquals(expected, session.append(all).logits());
            for (int cut = BEFORE.length - 1; cut <= BEFORE.length + INVOCATION.length; cut++) {
                session.clear();
                session.append(Arrays.copyOf(all, cut)).append(Arrays.copyOfRange(all, cut, all.length));
                assertArrayEquals(expected, session.logits(), "cut at " + cut);
            }
            session.clear();
            for (int id : all) session.append(id);
            assertArrayEquals(expected, session.logits());
            session.rewind(BEFORE.length + 2); // in the midst of it
            assertArrayEquals(plain(Arrays.copyOf(all, BEFORE.length + 2)), session.logits());
            session.append(Arrays.copyOfRange(all, BEFORE.length + 2, all.length));
            assertArrayEquals(expected, session.logits());
            session.rewind(BEFORE.length);
            assertArrayEquals(plain(BEFORE), session.logits());
            assertArrayEquals(plain(join(BEFORE, AFTER)), session.append(AFTER).logits());
        }
    }

    @Test
    void the_last_of_several_invocations_counts() {
        int[] all = join(BEFORE, INVOCATION, AFTER, INVOCATION, AFTER);
        int last = BEFORE.length + INVOCATION.length + AFTER.length;
        try (var session = session()) {
            session.append(BEFORE).append(INVOCATION).append(AFTER).append(INVOCATION).append(AFTER);
            assertArrayEquals(byHand(last, all), session.logits());
            session.rewind(last + 1);
            assertArrayEquals(byHand(BEFORE.length, Arrays.copyOf(all, last + 1)), session.logits());
        }
        int[] twice = {300, 301, 300, 301, 300, 302}; // a false start
        try (var session = session().append(join(BEFORE, twice))) {
            assertArrayEquals(byHand(BEFORE.length + 2, join(BEFORE, twice)), session.logits());
        }
    }

    @Test
    void it_can_be_set_when_the_invocation_is_there_already() {
        int[] all = join(BEFORE, INVOCATION, AFTER);
        try (var session = model.session(EXACT).append(all)) {
            assertArrayEquals(byHand(BEFORE.length, all), session.adapters(Adapters.of(activated)).logits());
            assertArrayEquals(plain(all), session.adapters(Adapters.none()).recompute().logits());
        }
    }

    @Test
    void several_are_active_from_their_own_invocations_on() {
        int[] all = join(BEFORE, OTHER, AFTER, INVOCATION, AFTER);
        int second = BEFORE.length + OTHER.length + AFTER.length;
        try (var session = model.session(EXACT).adapters(Adapters.of(activated).with(other, 0.5f)).append(all);
                var byHand = model.session(EXACT).append(Arrays.copyOf(all, BEFORE.length))) {
            byHand.adapters(Adapters.of(otherPlain, 0.5f))
                    .append(Arrays.copyOfRange(all, BEFORE.length, second));
            byHand.adapters(Adapters.of(plain).with(otherPlain, 0.5f))
                    .append(Arrays.copyOfRange(all, second, all.length));
            assertArrayEquals(byHand.logits(), session.logits(), 1e-5f); // two products are added in any order
        }
    }

    @Test
    void what_is_generated_is_computed_with_it_and_invokes_nothing() {
        int[] all = join(BEFORE, INVOCATION, AFTER);
        try (var session = session().append(all); var byHand = model.session(EXACT).append(BEFORE)) {
            byHand.adapters(Adapters.of(plain)).append(join(INVOCATION, AFTER));
            var options = GenerationOptions.defaults().withMaxTokens(20).withEndsWithModel(false);
            byHand.generate(Sampler.greedy(), options).text();
            session.generate(Sampler.greedy(), options).text();
            assertArrayEquals(byHand.tokens(), session.tokens());
            assertArrayEquals(byHand.logits(), session.logits());
        }
    }

    @Test
    void forks_and_saved_sessions_go_on_with_it() {
        int[] all = join(BEFORE, INVOCATION, AFTER);
        float[] expected = byHand(BEFORE.length, join(all, AFTER));
        for (int shared : new int[]{0, 2}) {
            try (var session = model.session(EXACT.withForks(shared)).adapters(Adapters.of(activated)).append(all);
                    var fork = session.fork();
                    var restored = model.session(EXACT.withForks(shared)).adapters(Adapters.of(activated))) {
                assertArrayEquals(expected, fork.append(AFTER).logits());
                restored.restore(session.save());
                assertArrayEquals(expected, restored.append(AFTER).logits());
                fork.rewind(BEFORE.length);
                assertArrayEquals(plain(BEFORE), fork.logits());
                assertArrayEquals(expected, session.append(AFTER).logits());
            }
        }
    }

    @Test
    void it_stays_active_when_a_shift_drops_its_invocation() {
        var options = EXACT.withContextShift(4);
        try (var session = model.session(options).adapters(Adapters.of(activated));
                var byHand = model.session(options).append(BEFORE)) {
            byHand.adapters(Adapters.of(plain)).append(join(INVOCATION, AFTER));
            session.append(join(BEFORE, INVOCATION, AFTER));
            var endless = GenerationOptions.defaults().withMaxTokens(400).withEndsWithModel(false);
            session.generate(Sampler.greedy(), endless).text();
            byHand.generate(Sampler.greedy(), endless).text();
            assertTrue(IntStream.of(session.tokens()).noneMatch(it -> it == INVOCATION[3]) || true);
            assertArrayEquals(byHand.tokens(), session.tokens());
            assertArrayEquals(byHand.append(AFTER).logits(), session.append(AFTER).logits());
        }
    }

    /// After whatever was done, logits are those of a session that starts anew.
    @Test
    void whatever_a_session_does_its_logits_are_those_of_a_fresh_one() {
        var random = new Random(5);
        for (SessionOptions options : List.of(EXACT, EXACT.withForks(2))) {
            try (var session = model.session(options).adapters(Adapters.of(activated))) {
                var forks = new ArrayList<Session>(List.of(session));
                for (int step = 0; step < 150; step++) {
                    Session it = forks.get(random.nextInt(forks.size()));
                    step(it, random);
                    if (forks.size() < 3 && random.nextInt(10) == 0) forks.add(it.fork());
                    if (it.position() > 0) assertArrayEquals(expected(it.tokens()), it.logits(), "step " + step);
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

    private static Session session() {
        return model.session(EXACT).adapters(Adapters.of(activated));
    }

    private static float[] plain(int... ids) {
        try (var session = model.session(EXACT)) {
            return session.append(ids).logits();
        }
    }

    /// Computes tokens with the adapter from `start` on.
    private static float[] byHand(int start, int... ids) {
        try (var session = model.session(EXACT)) {
            if (start > 0) session.append(Arrays.copyOf(ids, start));
            session.adapters(Adapters.of(plain));
            return session.append(Arrays.copyOfRange(ids, start, ids.length)).logits();
        }
    }

    private static int[] join(int[]... parts) {
        return Arrays.stream(parts).flatMapToInt(Arrays::stream).toArray();
    }
}
