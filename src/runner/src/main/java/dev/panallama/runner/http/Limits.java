package dev.panallama.runner.http;

import java.time.Duration;

/// What a server bears of its clients, besides what its options say. Immutable.
///
/// @param arriving how long a request may take until it is there as a whole
/// @param reading how long a client may read nothing of its answer
/// @param silence how long a connection may be without a byte in either direction, whatever is awaited: one whose client reads
///     nothing cannot be ended otherwise
/// @param bodies how many bytes of requests may be in memory at a time, of all clients together
/// @param answers how many requests may be answered at a time: more than wait for models in their lines
record Limits(Duration arriving, Duration reading, Duration silence, long bodies, int answers) {
    private static final Duration ARRIVING = Duration.ofMinutes(2);
    private static final Duration READING = Duration.ofMinutes(1);
    private static final Duration SILENCE = Duration.ofDays(1);
    private static final int ANSWERS = 4096;

    /// Returns the usual ones: a quarter of the heap is for requests, and room for one of the longest at least, packed and
    /// unpacked.
    static Limits usual(ServerOptions options) {
        long longest = 2 * Math.min(options.maxBodyBytes(), Integer.MAX_VALUE);
        return new Limits(ARRIVING, READING, SILENCE, Math.max(Runtime.getRuntime().maxMemory() / 4, longest), ANSWERS);
    }
}
