package dev.panallama.bench.figures;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// A table in Markdown. For one thread.
public final class Table {
    private final List<String> header;
    private final List<List<String>> rows = new ArrayList<>();

    public Table(String... header) {
        this.header = List.of(header);
    }

    /// Adds a row.
    ///
    /// @throws IllegalArgumentException if it has not as many cells as the header
    public Table row(Object... cells) {
        if (cells.length != header.size())
            throw new IllegalArgumentException(
                    "a row has %d cells and the header %d: give as many".formatted(cells.length, header.size()));
        rows.add(List.of(cells).stream().map(Object::toString).toList());
        return this;
    }

    @Override
    public String toString() {
        var lines = new ArrayList<String>();
        lines.add(line(header));
        lines.add("|---".repeat(header.size()) + "|");
        rows.forEach(row -> lines.add(line(row)));
        return String.join("\n", lines) + "\n";
    }

    private static String line(List<String> cells) {
        return cells.stream().collect(Collectors.joining(" | ", "| ", " |"));
    }
}
