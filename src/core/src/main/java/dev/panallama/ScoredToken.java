package dev.panallama;

import java.util.List;

/// A token of a text that was scored. Immutable.
///
/// @param id the token
/// @param text its own text; where it is a part of a character only, U+FFFD
/// @param logProbability the natural logarithm of its probability after all that comes before it, 0 or less
/// @param likeliest whether no other token was likelier there, so that greedy sampling would have chosen it
/// @param alternatives the likeliest tokens in its place, likeliest first, as many as were asked for
public record ScoredToken(
        int id, String text, double logProbability, boolean likeliest, List<Token.Alternative> alternatives) {
    /// Copies the list.
    public ScoredToken {
        alternatives = List.copyOf(alternatives);
    }
}
