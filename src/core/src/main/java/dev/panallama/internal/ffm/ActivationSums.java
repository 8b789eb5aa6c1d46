package dev.panallama.internal.ffm;

import dev.panallama.internal.host.Activations;

/// What went through one tensor: for each input the sum of the squares of its activations, of one expert after the other.
final class ActivationSums {
    private final float[] sums;
    private final long[] counts;

    ActivationSums(int size, int counts) {
        sums = new float[size];
        this.counts = new long[counts];
    }

    /// Returns a copy of what is known so far.
    Activations snapshot() {
        return new Activations(sums.clone(), counts.clone());
    }

    boolean is(int size, int ofCounts) {
        return sums.length == size && (counts.length == ofCounts || ofCounts == 1);
    }

    /// Adds a row of activations to those of a part of the tensor.
    void add(int part, float[] row) {
        int offset = part * row.length;
        for (int i = 0; i < row.length; i++) sums[offset + i] += row[i] * row[i];
    }

    void count(int expert) {
        counts[expert]++;
    }

    void countAll(long rows) {
        for (int i = 0; i < counts.length; i++) counts[i] += rows;
    }

    boolean isFinite() {
        for (float it : sums) if (!Float.isFinite(it)) return false;
        return true;
    }
}
