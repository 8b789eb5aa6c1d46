package dev.panallama.jinja;

import java.time.Duration;

/// Bounds on what one rendering may take; a template that passes one ends in a [TemplateLimitException]. Immutable.
///
/// @param steps evaluated expressions, rounds of loops, and text and elements worked on
/// @param outputLength characters of the output, and of any text made on the way
/// @param depth blocks, expressions, calls and values within each other
/// @param rangeLength elements of one `range`
/// @param time from the first step to the last
public record Limits(long steps, int outputLength, int depth, int rangeLength, Duration time) {
    private static final Limits DEFAULTS = new Limits(5_000_000, 16_000_000, 500, 100_000, Duration.ofSeconds(5));

    /// Checks that all are above 0.
    public Limits {
        if (steps < 1 || outputLength < 1 || depth < 1 || rangeLength < 1 || !time.isPositive())
            throw new IllegalArgumentException(
                    "limits must be above 0, these are %d steps, %d characters, depth %d, range %d, time %s"
                            .formatted(steps, outputLength, depth, rangeLength, time));
    }

    /// Returns limits that no real template comes near, and that a hostile one reaches in less than a second.
    public static Limits defaults() {
        return DEFAULTS;
    }
}
