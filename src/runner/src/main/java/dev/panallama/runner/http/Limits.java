package dev.panallama.runner.http;

import java.time.Duration;

/// What a server bears of its clients, besides what its options say. Immutable.
///
/// @param arriving how long a request may take until it is there as a whole
/// @param bodies how many bytes of requests may be in memory at a time, of all clients together
record Limits(Duration arriving, long bodies) {
    private static final Duration ARRIVING = Duration.ofMinutes(2);

    /// Returns the usual ones: a quarter of the heap is for requests, and room for one of the longest at least, packed and
    /// unpacked.
    static Limits usual(ServerOptions options) {
        long longest = 2 * Math.min(options.maxBodyBytes(), Integer.MAX_VALUE);
        return new Limits(ARRIVING, Math.max(Runtime.getRuntime().maxMemory() / 4, longest));
    }
}
