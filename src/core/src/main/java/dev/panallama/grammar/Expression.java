package dev.panallama.grammar;

import java.util.List;

/// What a rule of a grammar says.
sealed interface Expression {
    /// One character of a set.
    record Characters(CodePoints set) implements Expression {}

    /// One token, whatever its text.
    record OneToken(TokenElement element) implements Expression {}

    /// What another rule says.
    ///
    /// @param offset where this stands in the grammar's text
    record Reference(String rule, int offset) implements Expression {}

    /// One after the other; nothing at all if there is no part.
    record Sequence(List<Expression> parts) implements Expression {
        public Sequence {
            parts = List.copyOf(parts);
        }
    }

    /// One of several.
    record Choice(List<Expression> alternatives) implements Expression {
        public Choice {
            alternatives = List.copyOf(alternatives);
        }
    }

    /// The same several times.
    ///
    /// @param most [#UNLIMITED] for any number
    /// @param offset where this stands in the grammar's text
    record Repetition(Expression body, int least, int most, int offset) implements Expression {
        static final int UNLIMITED = Integer.MAX_VALUE;
    }
}
