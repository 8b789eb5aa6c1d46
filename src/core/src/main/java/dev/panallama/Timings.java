package dev.panallama;

import java.time.Duration;

/// How long a session has computed since it was opened. Immutable.
///
/// @param promptTokens tokens appended and computed
/// @param reusedTokens tokens appended that an engine had computed already, for another session
/// @param promptTime time spent on them
/// @param generatedTokens tokens chosen, those that ended a generation included
/// @param generationTime how long the caller waited for them, choosing included and what he did between them left out: of the
/// token that is computed meanwhile only the rest counts
public record Timings(
        int promptTokens, int reusedTokens, Duration promptTime, int generatedTokens, Duration generationTime) {
    /// Returns the speed of prompt processing in tokens per second; 0 before there was any.
    public double promptTokensPerSecond() {
        return perSecond(promptTokens, promptTime);
    }

    /// Returns the speed of generation in tokens per second; 0 before there was any.
    public double generationTokensPerSecond() {
        return perSecond(generatedTokens, generationTime);
    }

    private static double perSecond(int tokens, Duration time) {
        return time.isZero() ? 0 : tokens * 1e9 / time.toNanos();
    }
}
