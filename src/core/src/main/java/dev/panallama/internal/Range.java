package dev.panallama.internal;

/// The refusal of numbers out of their range.
public final class Range {
    private Range() {}

    public static void check(String what, int value, int min, int max) {
        if (value >= min && value <= max) return;
        String range = max == Integer.MAX_VALUE ? "%,d or more".formatted(min) : "%,d to %,d".formatted(min, max);
        throw new IllegalArgumentException("%s is %,d: give %s".formatted(what, value, range));
    }

    public static void check(String what, float value, float min, float max) {
        if (!(value >= min && value <= max)) // NaN is in no range
            throw new IllegalArgumentException("%s is %s: give %s to %s".formatted(what, value, min, max));
    }

    /// Refuses an array that is too short for what is to be copied into it.
    public static void checkRoom(float[] target, int needed) {
        if (target.length < needed)
            throw new IllegalArgumentException(
                    "the array has room for %,d numbers: give one for %,d".formatted(target.length, needed));
    }
}
