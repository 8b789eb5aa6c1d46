package dev.panallama.gguf;

import java.time.Duration;

/// How a file on a web server is read. Immutable.
///
/// @param token sent to the server of the address as a bearer token, and to no other that it redirects to; empty for
///     none
/// @param timeLimit the longest that reading may take altogether
public record RemoteOptions(String token, Duration timeLimit) {
    private static final Duration MOST = Duration.ofDays(1);
    private static final RemoteOptions DEFAULTS = new RemoteOptions("", Duration.ofMinutes(5));

    /// @throws IllegalArgumentException if the token has other characters than visible ASCII, or the limit is not positive or
    ///     more than a day
    public RemoteOptions {
        if (!token.chars().allMatch(it -> it > ' ' && it < 127))
            throw new IllegalArgumentException("the token has a blank, or what is no ASCII: give it without");
        if (!timeLimit.isPositive() || timeLimit.compareTo(MOST) > 0)
            throw new IllegalArgumentException("timeLimit is %s: give more than 0, at most a day".formatted(timeLimit));
    }

    /// Returns no token, and a limit of five minutes.
    public static RemoteOptions defaults() {
        return DEFAULTS;
    }

    /// Returns these options with a token.
    public RemoteOptions withToken(String bearer) {
        return new RemoteOptions(bearer, timeLimit);
    }

    /// Returns these options with another time limit.
    public RemoteOptions withTimeLimit(Duration limit) {
        return new RemoteOptions(token, limit);
    }

    /// Returns the options without the token.
    @Override
    public String toString() {
        return "RemoteOptions[token=%s, timeLimit=%s]".formatted(token.isEmpty() ? "none" : "…", timeLimit);
    }
}
