package dev.panallama.runner.console;

import java.util.Locale;

/// Sizes of files and memory as people read them.
public final class ByteSize {
    private ByteSize() {}

    /// Returns a size as Ollama writes it, such as `98 MB` or `3.8 GB`.
    public static String text(long bytes) {
        if (bytes >= 1_000_000_000) return String.format(Locale.ROOT, "%.1f GB", bytes / 1e9);
        return "%d MB".formatted(Math.round(bytes / 1e6));
    }
}
