package dev.panallama.runner.console;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/// Rows of texts under heads, four blanks between columns as Ollama has them. Serves one thread.
public final class Table {
    private static final String GAP = "    ";

    private final List<List<String>> rows = new ArrayList<>();

    /// Creates a table without rows.
    public Table(String... heads) {
        rows.add(List.of(heads));
    }

    /// Adds a row.
    ///
    /// @throws IllegalArgumentException if it has another number of cells than there are heads
    public void add(Object... cells) {
        if (cells.length != rows.getFirst().size())
            throw new IllegalArgumentException(
                    "%d cells for %d columns".formatted(cells.length, rows.getFirst().size()));
        rows.add(List.of(cells).stream().map(String::valueOf).toList());
    }

    /// Writes it.
    public void print(PrintStream out) {
        int columns = rows.getFirst().size();
        int[] widths = new int[columns];
        for (List<String> row : rows)
            for (int i = 0; i < columns; i++) widths[i] = Math.max(widths[i], row.get(i).length());
        for (List<String> row : rows) out.println(line(row, widths));
    }

    private static String line(List<String> row, int... widths) {
        var line = new StringBuilder();
        for (int i = 0; i < row.size(); i++)
            line.append(row.get(i)).append(" ".repeat(widths[i] - row.get(i).length())).append(GAP);
        return line.toString().stripTrailing();
    }
}
