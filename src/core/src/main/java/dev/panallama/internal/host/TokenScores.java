package dev.panallama.internal.host;

/// What a model says of the tokens of a text, one after the other.
///
/// @param logProbabilities the natural logarithm of each token's probability after all tokens before it
/// @param likeliest whether no other token was likelier in its place
@SuppressWarnings("ArrayRecordComponent") // handed over once, never compared
public record TokenScores(double[] logProbabilities, boolean[] likeliest) {
    /// Makes room for so many tokens.
    public TokenScores(int tokens) {
        this(new double[tokens], new boolean[tokens]);
    }
}
