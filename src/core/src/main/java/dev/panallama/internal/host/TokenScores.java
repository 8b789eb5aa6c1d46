package dev.panallama.internal.host;

/// What a model says of the tokens of a text, one after the other.
///
/// @param logProbabilities the natural logarithm of each token's probability after all tokens before it
/// @param likeliest whether no other token was likelier in its place
/// @param alternatives the likeliest tokens in its place, likeliest first: equally many for each token, or -1 where there
///     are fewer
/// @param alternativeLogProbabilities theirs
@SuppressWarnings("ArrayRecordComponent") // handed over once, never compared
public record TokenScores(double[] logProbabilities, boolean[] likeliest, int[] alternatives,
        double[] alternativeLogProbabilities) {
    /// Makes room for so many tokens, and so many alternatives of each.
    public TokenScores(int tokens, int alternatives) {
        this(new double[tokens], new boolean[tokens], new int[tokens * alternatives],
                new double[tokens * alternatives]);
    }
}
