package dev.panallama.bench.load;

import java.util.List;
import java.util.Optional;

/// What became of a request. Immutable.
///
/// @param start when it came, in nanoseconds from the beginning of the run
/// @param times when each piece of the answer came, likewise
/// @param counts what the target counted
/// @param text the answer
/// @param failure why there is none
public record Outcome(
        Request request, long start, List<Long> times, Target.Counts counts, String text, Optional<String> failure) {
    public Outcome {
        times = List.copyOf(times);
    }

    /// Returns how long the first piece took to come, in milliseconds.
    public double firstMillis() {
        return (times.getFirst() - start) / 1e6;
    }

    boolean isAnswered() {
        return failure.isEmpty() && !times.isEmpty();
    }
}
