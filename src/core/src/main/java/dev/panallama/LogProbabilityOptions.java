package dev.panallama;

import dev.panallama.internal.host.LogProbabilities;
import dev.panallama.internal.host.LogProbabilityRequest;
import java.util.ArrayList;

/// Which log-probabilities a generation tells. Immutable.
///
/// @param when before or after the sampler's stages, or never
/// @param alternatives how many of the likeliest tokens are told beside the one chosen, 0 to [#MAX_ALTERNATIVES]
public record LogProbabilityOptions(When when, int alternatives) {
    /// The most alternatives that are told.
    public static final int MAX_ALTERNATIVES = LogProbabilityRequest.MAX_ALTERNATIVES;

    /// None at all.
    public static final LogProbabilityOptions NONE = new LogProbabilityOptions(When.NEVER, 0);

    /// When probabilities are looked at.
    public enum When {
        /// They are not.
        NEVER,
        /// As the model gives them.
        BEFORE_SAMPLING,
        /// As the sampler's stages leave them; what they cut away is no alternative.
        AFTER_SAMPLING
    }

    /// @throws IllegalArgumentException unless `0 <= alternatives <= MAX_ALTERNATIVES`
    public LogProbabilityOptions {
        if (alternatives < 0 || alternatives > MAX_ALTERNATIVES)
            throw new IllegalArgumentException(
                    "alternatives is %d: give 0 to %d".formatted(alternatives, MAX_ALTERNATIVES));
    }

    LogProbabilityRequest request() {
        return new LogProbabilityRequest(LogProbabilityRequest.When.valueOf(when.name()), alternatives);
    }

    /// Returns a token with the log-probabilities of its choice.
    static Token token(int id, String text, LogProbabilities choice) {
        var alternatives = new ArrayList<Token.Alternative>(choice.count());
        for (int i = 0; i < choice.count(); i++)
            alternatives.add(new Token.Alternative(choice.id(i), choice.value(i)));
        return new Token(id, text, choice.chosen(), alternatives);
    }
}
