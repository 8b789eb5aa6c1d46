package dev.panallama.runner.http;

import java.time.Duration;

/// What a server bears of its clients, besides what its options say. Immutable.
///
/// @param arriving how long a request may take until it is there as a whole
record Limits(Duration arriving) {
    private static final Duration ARRIVING = Duration.ofMinutes(2);

    /// Returns the usual ones.
    static Limits usual() {
        return new Limits(ARRIVING);
    }
}
