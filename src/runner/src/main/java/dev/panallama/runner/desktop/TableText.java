package dev.panallama.runner.desktop;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Writes a table as text of one width.
final class TableText {
    private static final int WIDEST = 120; // letters that other rows are filled up to

    private TableText() {}

    static String of(List<List<String>> rows) {
        List<List<String>> plain = rows.stream().map(TableText::plain).toList();
        int[] widths = IntStream.range(0, plain.getFirst().size())
                .map(i -> plain.stream().mapToInt(it -> it.get(i).length()).max().orElse(0))
                .map(it -> Math.min(it, WIDEST))
                .toArray();
        String rule = IntStream.of(widths).mapToObj("─"::repeat).collect(Collectors.joining("──"));
        List<String> lines = plain.stream().map(it -> line(it, widths)).collect(Collectors.toList());
        lines.add(1, rule);
        return String.join("\n", lines);
    }

    /// Leaves out marks of Markdown, which nobody shows here.
    private static List<String> plain(List<String> row) {
        return row.stream().map(it -> Span.parse(it).stream().map(Span::text).collect(Collectors.joining())).toList();
    }

    private static String line(List<String> row, int... widths) {
        return IntStream.range(0, widths.length)
                .mapToObj(i -> row.get(i) + " ".repeat(Math.max(0, widths[i] - row.get(i).length())))
                .collect(Collectors.joining("  "))
                .stripTrailing();
    }
}
