package dev.panallama.runner.serving;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;

/// When the process of a model has died of late: the more often it has, the longer it is not started again. The lock of
/// [Places] guards it.
final class Deaths {
    static final int MOST = 5;
    static final Duration PERIOD = Duration.ofMinutes(10);

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);

    private final Clock clock;
    private final Deque<Instant> times = new ArrayDeque<>();

    Deaths(Clock clock) {
        this.clock = clock;
    }

    /// Notes that it has died.
    void add() {
        times.addLast(clock.instant());
    }

    /// Whether the last is so long ago that none counts any more.
    boolean areOver() {
        forgetOld();
        return times.isEmpty();
    }

    /// Whether it has died so often that nobody should wait for it.
    boolean areTooMany() {
        forgetOld();
        return times.size() >= MOST;
    }

    /// Returns how long it is not to be started again: twice as long after each death.
    Duration pause() {
        forgetOld();
        if (times.isEmpty()) return Duration.ZERO;
        Instant end = times.size() >= MOST
                ? times.getFirst().plus(PERIOD)
                : times.getLast().plus(FIRST_PAUSE.multipliedBy(1L << (times.size() - 1)));
        Duration left = Duration.between(clock.instant(), end);
        return left.isNegative() ? Duration.ZERO : left;
    }

    private void forgetOld() {
        Instant oldest = clock.instant().minus(PERIOD);
        while (!times.isEmpty() && !times.getFirst().isAfter(oldest)) times.removeFirst();
    }
}
