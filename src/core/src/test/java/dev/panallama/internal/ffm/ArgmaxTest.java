package dev.panallama.internal.ffm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.panallama.error.DecodeException;
import dev.panallama.error.LlamaException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class ArgmaxTest {
    private final Arena arena = Arena.ofAuto();

    private int choose(float[] logits, int... ruledOut) {
        MemorySegment row = arena.allocateFrom(ValueLayout.JAVA_FLOAT, logits);
        return new Argmax(ruledOut).of(row, logits.length);
    }

    @Test
    void the_first_of_the_greatest_is_chosen() {
        assertEquals(1, choose(new float[]{-3, 2, 1, 2}));
        assertEquals(0, choose(new float[]{-3, -3}));
        assertEquals(1, choose(new float[]{Float.NEGATIVE_INFINITY, -1e30f, Float.NEGATIVE_INFINITY}));
    }

    @Test
    void what_is_ruled_out_is_never_chosen() {
        assertEquals(3, choose(new float[]{-3, 2, 1, 2}, 1));
        assertEquals(2, choose(new float[]{-3, 2, 1, 2}, 3, 1, 1));
        assertThrows(LlamaException.class, () -> choose(new float[]{1, 2}, 0, 1));
    }

    @Test
    void damaged_logits_are_told() {
        for (float bad : new float[]{Float.NaN, Float.POSITIVE_INFINITY})
            assertThrows(DecodeException.class, () -> choose(new float[]{1, bad, 3}));
        float none = Float.NEGATIVE_INFINITY;
        assertThrows(DecodeException.class, () -> choose(new float[]{none, none}));
    }

    @Test
    void it_is_the_greatest_of_those_allowed_among_many() {
        for (int seed = 0; seed < 200; seed++) {
            var random = new Random(seed);
            float[] logits = new float[1 + random.nextInt(300)];
            for (int i = 0; i < logits.length; i++) logits[i] = random.nextInt(40) - 20;
            int[] ruledOut = random.ints(random.nextInt(20), 0, logits.length).toArray();
            int expected = IntStream.range(0, logits.length)
                    .filter(id -> IntStream.of(ruledOut).noneMatch(it -> it == id))
                    .boxed()
                    .max((a, b) -> logits[a] != logits[b] ? Float.compare(logits[a], logits[b]) : b - a)
                    .orElse(-1);
            if (expected >= 0) assertEquals(expected, choose(logits, ruledOut), "seed " + seed);
        }
    }
}
