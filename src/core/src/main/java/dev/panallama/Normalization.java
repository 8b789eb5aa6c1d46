package dev.panallama;

import dev.panallama.internal.Range;

/// How vectors are scaled. A vector of zeros stays one.
public sealed interface Normalization {
    /// Not at all.
    record None() implements Normalization {}

    /// To a largest number of 32760 or -32760, so that 16-bit integers can hold them.
    record MaxAbsolute() implements Normalization {}

    /// To a p-norm of 1.
    ///
    /// @param p 1 for the sum of absolute numbers, 2 for the length
    record PNorm(int p) implements Normalization {
        /// @throws IllegalArgumentException if `p` is not 1 to 100
        public PNorm {
            Range.check("p", p, 1, 100);
        }
    }

    /// Returns no scaling.
    static Normalization none() {
        return new None();
    }

    /// Returns scaling to a length of 1: the dot product of two vectors is then their cosine.
    static Normalization euclidean() {
        return new PNorm(2);
    }

    /// Returns scaling to the range of 16-bit integers.
    static Normalization maxAbsolute() {
        return new MaxAbsolute();
    }

    /// Returns scaling to a p-norm of 1.
    static Normalization pNorm(int p) {
        return new PNorm(p);
    }

    /// Scales a vector in place.
    default void apply(float[] vector) {
        double norm = switch (this) {
            case None() -> 1;
            case MaxAbsolute() -> largest(vector) / 32760;
            case PNorm(int p) -> largest(vector) * Math.pow(sumOfPowers(vector, p), 1.0 / p);
        };
        if (norm == 0) return;
        for (int i = 0; i < vector.length; i++) vector[i] = (float) (vector[i] / norm);
    }

    private static double largest(float[] vector) {
        float largest = 0;
        for (float it : vector) largest = Math.max(largest, Math.abs(it));
        return largest;
    }

    /// Relative to the largest number: high powers of large or small ones are no numbers any more.
    private static double sumOfPowers(float[] vector, int p) {
        double largest = largest(vector);
        double sum = 0;
        if (largest == 0) return sum;
        for (float it : vector) sum += Math.pow(Math.abs(it) / largest, p);
        return sum;
    }
}
