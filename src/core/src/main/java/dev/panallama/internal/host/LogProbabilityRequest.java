package dev.panallama.internal.host;

/// Which log-probabilities are computed with each token.
///
/// @param when of which distribution
/// @param alternatives how many of the likeliest tokens get theirs beside the chosen one, 0 to [#MAX_ALTERNATIVES]
public record LogProbabilityRequest(When when, int alternatives) {
    /// The most alternatives.
    public static final int MAX_ALTERNATIVES = 1000;

    /// Nothing is computed.
    public static final LogProbabilityRequest NONE = new LogProbabilityRequest(When.NEVER, 0);

    /// The distribution that is looked at.
    public enum When {
        /// None.
        NEVER,
        /// The model's own, over the whole vocabulary.
        BEFORE_SAMPLING,
        /// The one that the token was chosen from: what the stages left.
        AFTER_SAMPLING
    }

    /// @throws IllegalArgumentException if the number of alternatives is out of its range
    public LogProbabilityRequest {
        if (alternatives < 0 || alternatives > MAX_ALTERNATIVES)
            throw new IllegalArgumentException(
                    "alternatives is %d: give 0 to %d".formatted(alternatives, MAX_ALTERNATIVES));
    }
}
