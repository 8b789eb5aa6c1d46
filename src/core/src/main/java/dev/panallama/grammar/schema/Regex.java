package dev.panallama.grammar.schema;

import java.util.List;

/// A regular expression, read.
sealed interface Regex {
    /// One character.
    record Literal(int character) implements Regex {}

    /// One character of a set.
    record OneOf(CharacterSet set) implements Regex {}

    /// One after the other.
    record Sequence(List<Regex> parts) implements Regex {}

    /// One of several, in parentheses or at the top.
    record Choice(List<Regex> alternatives) implements Regex {}

    /// As often as the bounds say.
    ///
    /// @param max [Gbnf#UNBOUNDED] for any number
    record Repeated(Regex part, int min, int max) implements Regex {}
}
