package dev.panallama;

import java.util.Arrays;

/// A vector that stands for the meaning of a text, and how many tokens that had. Immutable.
public final class Embedding {
    private final float[] vector;
    private final int tokens;

    Embedding(float[] vector, int tokens) {
        this.vector = vector;
        this.tokens = tokens;
    }

    /// Returns an embedding that was computed before.
    ///
    /// @param vector copied
    public static Embedding of(float... vector) {
        return new Embedding(vector.clone(), 0);
    }

    /// Returns a copy of the vector.
    public float[] vector() {
        return vector.clone();
    }

    /// Returns how many numbers it has.
    public int dimensions() {
        return vector.length;
    }

    /// Returns how many tokens were computed for it; 0 if it was made [of][#of] a vector.
    public int tokens() {
        return tokens;
    }

    /// Returns the dot product: of two vectors that are normalised to a length of 1, the cosine.
    ///
    /// @throws IllegalArgumentException if the other has another number of dimensions
    public double dot(Embedding other) {
        if (other.vector.length != vector.length)
            throw new IllegalArgumentException("an embedding of %d dimensions cannot be compared with one of %d"
                    .formatted(vector.length, other.vector.length));
        double sum = 0;
        for (int i = 0; i < vector.length; i++) sum += (double) vector[i] * other.vector[i];
        return sum;
    }

    /// Returns the cosine of the angle between the two: 1 for the same direction, about 0 for unrelated texts; 0 if one
    /// has no length.
    ///
    /// @throws IllegalArgumentException if the other has another number of dimensions
    public double cosine(Embedding other) {
        double lengths = Math.sqrt(dot(this) * other.dot(other));
        return lengths == 0 ? 0 : dot(other) / lengths;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Embedding it && tokens == it.tokens && Arrays.equals(vector, it.vector);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(vector);
    }

    @Override
    public String toString() {
        return "Embedding[%d dimensions, %d tokens]".formatted(vector.length, tokens);
    }
}
