package dev.panallama;

import dev.panallama.internal.Range;

/// How long a model may think before it answers. Immutable.
///
/// @param tokens how many tokens of reasoning it may generate, 0 or more
/// @param closing what is put at the end of its reasoning if it needs more, so that it comes to an answer
public record ThinkingBudget(int tokens, String closing) {
    /// The budget that nothing but the answer's own limit bounds.
    public static final ThinkingBudget UNLIMITED = new ThinkingBudget(Integer.MAX_VALUE, "");

    /// @throws IllegalArgumentException if the number is negative
    public ThinkingBudget {
        Range.check("tokens", tokens, 0, Integer.MAX_VALUE);
    }

    /// Returns a budget with a usual closing.
    public static ThinkingBudget of(int tokens) {
        return new ThinkingBudget(tokens, "\nTime is up: I answer with what I have.\n");
    }
}
