package dev.panallama.bench.figures;

import java.util.List;

/// What one measurement found: a part of a report. Immutable.
///
/// @param title its heading
/// @param text in Markdown
/// @param plots pictures that the text names
public record Section(String title, String text, List<Plot> plots) {
    public Section {
        plots = List.copyOf(plots);
    }

    public Section(String title, String text) {
        this(title, text, List.of());
    }

    @Override
    public String toString() {
        return "## %s\n\n%s".formatted(title, text);
    }
}
