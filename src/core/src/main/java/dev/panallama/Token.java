package dev.panallama;

import java.util.List;

/// One generated token. Immutable.
///
/// @param id its number in the [Vocabulary]
/// @param text the whole characters that it completes: empty while a character is still in pieces, and for
///     control tokens
/// @param logProbability the natural logarithm of its probability, or NaN unless
///     [asked for][GenerationOptions#withLogProbabilities]
/// @param alternatives the likeliest tokens in its place, likeliest first, as many as were asked for
public record Token(int id, String text, double logProbability, List<Alternative> alternatives) {
    /// A token that could have been chosen.
    ///
    /// @param logProbability the natural logarithm of its probability
    public record Alternative(int id, double logProbability) {}

    /// Copies the list.
    public Token {
        alternatives = List.copyOf(alternatives);
    }

    Token(int id, String text) {
        this(id, text, Double.NaN, List.of());
    }

    Token withText(String other) {
        return new Token(id, other, logProbability, alternatives);
    }
}
