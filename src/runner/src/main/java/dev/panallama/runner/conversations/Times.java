package dev.panallama.runner.conversations;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/// Times as the database has them: microseconds since 1970.
final class Times {
    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999999Z");

    private Times() {}

    /// Returns what a time is in the database; what lies before 1970 or after 9999 counts as its nearest border.
    static long of(Instant time) {
        Instant kept = time.isBefore(Instant.EPOCH) ? Instant.EPOCH : time.isAfter(LAST) ? LAST : time;
        return ChronoUnit.MICROS.between(Instant.EPOCH, kept);
    }

    static Instant of(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }

    static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MICROS);
    }
}
