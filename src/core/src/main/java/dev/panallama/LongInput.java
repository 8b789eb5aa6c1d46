package dev.panallama;

import dev.panallama.internal.Range;

/// What becomes of a text that has more tokens than fit.
public sealed interface LongInput {
    /// An [dev.panallama.error.InputTooLongException], before anything is computed.
    record Refuse() implements LongInput {}

    /// Its end is cut off.
    record Truncate() implements LongInput {}

    /// It is split into pieces, cut between tokens, and gets the mean of their vectors weighted by their tokens. Each
    /// piece has the tokens around it that the model wants around a text, and the prefix.
    ///
    /// @param overlap how many tokens of a piece come again at the beginning of the next
    record Split(int overlap) implements LongInput {
        /// @throws IllegalArgumentException if the overlap is negative
        public Split {
            Range.check("overlap", overlap, 0, Integer.MAX_VALUE);
        }
    }

    /// Returns the refusal of long texts.
    static LongInput refuse() {
        return new Refuse();
    }

    /// Returns the cutting of what is too long.
    static LongInput truncate() {
        return new Truncate();
    }

    /// Returns the splitting into pieces that share so many tokens with the next.
    static LongInput split(int overlap) {
        return new Split(overlap);
    }
}
