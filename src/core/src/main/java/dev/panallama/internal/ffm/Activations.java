package dev.panallama.internal.ffm;

/// What went through one tensor: for each input the sum of the squares of its activations, of one expert after the other.
///
/// @param counts how many activations were summed, for each expert; or one number for all
public record Activations(float[] sums, long[] counts) {
    /// Adds a row of activations to those of a part of the tensor.
    void add(int part, float[] row) {
        int offset = part * row.length;
        for (int i = 0; i < row.length; i++) sums[offset + i] += row[i] * row[i];
    }

    boolean isFinite() {
        float total = 0;
        for (float it : sums) total += it - it; // NaN where one is not finite
        return total == 0;
    }
}
