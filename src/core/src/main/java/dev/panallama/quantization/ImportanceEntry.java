package dev.panallama.quantization;

import java.util.Arrays;

/// How much the inputs of one tensor count: for each, the sum of the squares of the activations that went through it. Of a
/// tensor with experts, each expert has its own sums and count. Immutable.
public final class ImportanceEntry {
    private final float[] sums;
    private final long[] counts;

    /// @param sums one number for each input, of one expert after the other
    /// @param counts how many activations were summed, for each expert; or one number for all
    /// @throws IllegalArgumentException if the numbers do not fit together, or are none of sums of squares
    public ImportanceEntry(float[] sums, long... counts) {
        this.sums = sums.clone();
        this.counts = counts.clone();
        if (sums.length == 0 || counts.length == 0 || sums.length % counts.length != 0)
            throw new IllegalArgumentException(
                    "%,d sums and %,d counts do not fit together: give as many sums for each count"
                            .formatted(sums.length, counts.length));
        for (float it : sums)
            if (!(it >= 0 && it < Float.POSITIVE_INFINITY))
                throw new IllegalArgumentException("%s is no sum of squares: give 0 or more".formatted(it));
        for (long it : counts)
            if (it < 0) throw new IllegalArgumentException("a count is %,d: give 0 or more".formatted(it));
    }

    /// Returns a copy of the sums of squares.
    public float[] sums() {
        return sums.clone();
    }

    /// Returns a copy of the counts.
    public long[] counts() {
        return counts.clone();
    }

    /// Returns how many inputs there are, of all experts together.
    public int size() {
        return sums.length;
    }

    /// Returns the mean square of each input's activations; 1 for the inputs of an expert that had none.
    public float[] means() {
        var means = new float[sums.length];
        int row = sums.length / counts.length;
        for (int i = 0; i < means.length; i++) {
            float count = counts[i / row];
            means[i] = count > 0 ? sums[i] / count : 1;
        }
        return means;
    }

    /// Returns the sums and counts of both.
    ///
    /// @throws IllegalArgumentException if they are of different tensors
    ImportanceEntry plus(ImportanceEntry other) {
        if (sums.length != other.sums.length
                || (counts.length != other.counts.length && counts.length != 1 && other.counts.length != 1))
            throw new IllegalArgumentException("%,d sums of %d experts and %,d of %d".formatted(sums.length,
                    counts.length, other.sums.length, other.counts.length));
        var sum = sums.clone();
        for (int i = 0; i < sum.length; i++) sum[i] += other.sums[i];
        var count = new long[Math.max(counts.length, other.counts.length)];
        for (int i = 0; i < count.length; i++)
            count[i] = counts[counts.length == 1 ? 0 : i] + other.counts[other.counts.length == 1 ? 0 : i];
        return new ImportanceEntry(sum, count);
    }

    /// Returns the largest count.
    long most() {
        return Arrays.stream(counts).max().orElse(0);
    }

    int experts() {
        return counts.length;
    }
}
