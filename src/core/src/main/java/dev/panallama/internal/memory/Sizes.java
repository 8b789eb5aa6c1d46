package dev.panallama.internal.memory;

/// Products of numbers that a file names: whatever these are, thousands of products add up without overflow.
final class Sizes {
    /// No machine has as much: 1 PiB.
    static final long MOST = 1L << 50;

    private Sizes() {}

    static long product(long... factors) {
        long product = 1;
        for (long factor : factors) {
            if (factor == 0) return 0;
            product = product > MOST / factor ? MOST : product * factor;
        }
        return product;
    }

    static long padded(long count, long multiple) {
        return (count + multiple - 1) / multiple * multiple;
    }
}
