package dev.panallama.runner.desktop.app;

import java.util.Locale;

/// Writes numbers of parameters for a person.
final class Sizes {
    private Sizes() {}

    static String count(long number) {
        if (number >= 1_000_000_000) return String.format(Locale.ROOT, "%.1fB", number / 1e9);
        return "%dM".formatted(Math.round(number / 1e6));
    }
}
