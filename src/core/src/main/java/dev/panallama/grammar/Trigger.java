package dev.panallama.grammar;

import java.util.Objects;

/// Begins the constraint of a lazy grammar when it appears in what is generated.
public sealed interface Trigger {
    /// A text. It is the first of what the grammar has to match.
    record Word(String text) implements Trigger {
        /// @throws IllegalArgumentException if the text is empty
        public Word {
            if (text.isEmpty())
                throw new IllegalArgumentException("the trigger word is empty: give the text to wait for");
        }
    }

    /// A regular expression, looked for in the text generated so far, of which it sees the last 4,096 characters or
    /// fewer if it is slow. The grammar has to match from the beginning of the first group that is not empty, or of
    /// the whole if there is none.
    record Pattern(java.util.regex.Pattern pattern) implements Trigger {
        /// Compares expressions and flags.
        @Override
        public boolean equals(Object other) {
            return other instanceof Pattern(java.util.regex.Pattern that)
                    && pattern.pattern().equals(that.pattern())
                    && pattern.flags() == that.flags();
        }

        @Override
        public int hashCode() {
            return Objects.hash(pattern.pattern(), pattern.flags());
        }
    }

    /// A token. It is the first of what the grammar has to match, by its text or by its name.
    record TokenId(int id) implements Trigger {
        /// @throws IllegalArgumentException if the id is negative
        public TokenId {
            if (id < 0) throw new IllegalArgumentException("the trigger token is %d: ids begin with 0".formatted(id));
        }
    }
}
