package dev.panallama.fuzz;

import java.util.List;
import java.util.SplittableRandom;

/// What a case is made up with: the same number, the same case. It likes values at the edges.
public final class Dice {
    private static final int[] EDGES = {
        0, 1, 2, 3, -1, -2, 7, 8, 31, 32, 63, 64, 127, 128, 255, 256, 257, 1023, 4096, 65_535, 65_536, 1 << 20, 1 << 24,
        1 << 28, Integer.MAX_VALUE, Integer.MAX_VALUE - 1, Integer.MIN_VALUE, Integer.MIN_VALUE + 1
    };
    private static final float[] NUMBERS = {
        0, -0f, 1, -1, 0.5f, 1e-30f, 1e-4f, 0.99f, 1.01f, 2, 10, 100, 1000, 1e6f, 1e30f, -1e30f, Float.NaN,
        Float.MAX_VALUE,
        Float.MIN_VALUE, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY
    };

    private final SplittableRandom random;

    /// Returns the dice of a case.
    public Dice(long number) {
        random = new SplittableRandom(number);
    }

    /// Returns a number from 0 to below `bound`.
    public int below(int bound) {
        return random.nextInt(bound);
    }

    /// Returns a number from `first` to `last`.
    public int between(int first, int last) {
        return random.nextInt(first, last + 1);
    }

    /// Returns whether this is one of `n` times.
    public boolean oneIn(int n) {
        return random.nextInt(n) == 0;
    }

    /// Returns one of several.
    @SafeVarargs
    public final <T> T of(T... values) {
        return values[below(values.length)];
    }

    /// Returns one of several.
    public <T> T of(List<T> values) {
        return values.get(below(values.size()));
    }

    /// Returns a number of any size.
    public int anyInt() {
        return oneIn(4) ? random.nextInt() >> below(31) : EDGES[below(EDGES.length)];
    }

    /// Returns a number of any size, or none.
    public float anyFloat() {
        return oneIn(4) ? Float.intBitsToFloat(random.nextInt()) : NUMBERS[below(NUMBERS.length)];
    }

    /// Returns one of the bytes, 0 to 255.
    public int anyByte() {
        return below(256);
    }
}
