package dev.panallama;

import java.time.Duration;

/// How the calls of a session wait for a slot of an [Engine].
///
/// @param priority calls with a higher one get a slot first; among equals they get it in the order in which they came
/// @param patience how long a call waits before it gives up
public record QueueOptions(int priority, Duration patience) {
    private static final QueueOptions DEFAULTS = new QueueOptions(0, Duration.ofMinutes(10));

    /// @throws IllegalArgumentException if patience is not positive
    public QueueOptions {
        if (patience.isNegative() || patience.isZero())
            throw new IllegalArgumentException("patience is %s: give more than nothing".formatted(patience));
        if (patience.compareTo(Duration.ofDays(365)) > 0) patience = Duration.ofDays(365);
    }

    /// Returns priority 0 and ten minutes of patience.
    public static QueueOptions defaults() {
        return DEFAULTS;
    }

    /// Returns these options with another priority.
    public QueueOptions withPriority(int number) {
        return new QueueOptions(number, patience);
    }

    /// Returns these options with another patience.
    public QueueOptions withPatience(Duration limit) {
        return new QueueOptions(priority, limit);
    }
}
