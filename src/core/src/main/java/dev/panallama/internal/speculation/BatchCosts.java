package dev.panallama.internal.speculation;

/// How long batches of 1, 2, … tokens take to compute: what was measured, and in between and beyond it what is likely. Old
/// measurements of larger batches fade while only single tokens are computed, so that they are tried again in the end.
/// Serves one thread at a time.
public final class BatchCosts {
    private static final double NEWEST = 0.2; // its weight
    private static final double OUTLIER = 2; // times what was expected: another program had the processor
    private static final double FADING = 0.002;
    private static final double MARGINAL = 0.4; // of a single token, what one more takes as long as nothing is known

    private final double[] nanos; // by size; 0 where nothing is known

    /// @param largest the most tokens that a batch has
    public BatchCosts(int largest) {
        nanos = new double[largest + 1];
    }

    /// Returns costs that are known as these are, for a fork.
    public BatchCosts copy() {
        var copy = new BatchCosts(nanos.length - 1);
        System.arraycopy(nanos, 0, copy.nanos, 0, nanos.length);
        return copy;
    }

    /// Takes note of a batch.
    public void learn(int size, long measuredNanos) {
        if (size >= nanos.length) return;
        double measured = (double) measuredNanos;
        if (nanos[size] > 0) nanos[size] += NEWEST * (Math.min(measured, OUTLIER * nanos[size]) - nanos[size]);
        else nanos[size] = isKnown() ? Math.min(measured, OUTLIER * of(size)) : measured;
        if (size == 1) fade();
    }

    private void fade() {
        for (int size = 2; size < nanos.length; size++)
            if (nanos[size] > nanos[1]) nanos[size] -= FADING * (nanos[size] - nanos[1]);
    }

    /// Returns whether single tokens have been measured, to which all else is compared.
    public boolean isKnown() {
        return nanos[1] > 0;
    }

    /// Returns how long a batch is likely to take, in nanoseconds.
    public double of(int size) {
        if (nanos[size] > 0) return nanos[size];
        int below = size - 1;
        while (nanos[below] == 0) below--; // single tokens are known
        int above = size + 1;
        while (above < nanos.length && nanos[above] == 0) above++;
        double each = above < nanos.length ? (nanos[above] - nanos[below]) / (above - below) : MARGINAL * nanos[1];
        return nanos[below] + each * (size - below);
    }
}
