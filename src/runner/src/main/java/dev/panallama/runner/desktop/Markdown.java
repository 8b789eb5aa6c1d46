package dev.panallama.runner.desktop;

import dev.panallama.runner.desktop.Block.Line;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads what models write of Markdown: headings, lists, quotes, code, tables, and marks within lines. HTML is text like any other.
/// Every beginning of a text can be read, and what follows changes its last block alone. Serves one text.
final class Markdown {
    // A quantifier of a group is possessive (`++`): others call themselves for each turn, and a long line is deeper than the stack.
    private static final Pattern FENCE = Pattern.compile("\\s{0,3}+(`{3,}+|~{3,}+)\\s*+([^`\\s]*+)[^`]*+");
    private static final Pattern HEADING = Pattern.compile("\\s{0,3}+(#{1,6}+)\\s++(.*+)");
    private static final Pattern HEADING_END = Pattern.compile("(?<!\\S)#++$");
    private static final Pattern ITEM = Pattern.compile("(\\s*+)([-*+]|\\d{1,4}+[.)])\\s++(.*+)");
    private static final Pattern RULE = Pattern
            .compile("\\s{0,3}+(?:(?:-\\s*+){3,}+|(?:\\*\\s*+){3,}+|(?:_\\s*+){3,}+)");
    private static final Pattern QUOTE = Pattern.compile("\\s{0,3}+>\\s?+(.*+)");
    private static final Pattern TABLE_RULE = Pattern.compile(
            "\\s*+\\|?+(?:\\s*+:?+-++:?+\\s*+\\|)++(?:\\s*+:?+-++:?+)?+\\s*+");
    private static final int MOST_COLUMNS = 100; // what has more is no table that can be read
    private static final int DEEPEST = 6;

    private final List<Block> blocks = new ArrayList<>();
    private final List<Line> prose = new ArrayList<>();
    private final String[] lines;
    private int at;

    private Markdown(String text) {
        lines = text.split("\\R", -1);
    }

    /// Returns the blocks of a text.
    static List<Block> parse(String text) {
        return new Markdown(text).read();
    }

    private List<Block> read() {
        while (at < lines.length) {
            Matcher fence = FENCE.matcher(lines[at]);
            if (fence.matches()) code(fence.group(1), fence.group(2));
            else if (beginsTable()) table();
            else prose.add(line(lines[at++]));
        }
        endProse();
        return List.copyOf(blocks);
    }

    /// Takes the lines up to the fence that closes it; one that is still written has none.
    private void code(String fence, String language) {
        endProse();
        var code = new ArrayList<String>();
        at++;
        while (at < lines.length && !lines[at].strip().equals(fence)) code.add(lines[at++]);
        at++;
        blocks.add(new Block.Code(language, String.join("\n", code)));
    }

    private boolean beginsTable() {
        return lines[at].contains("|") && at + 1 < lines.length && TABLE_RULE.matcher(lines[at + 1]).matches()
                && cells(lines[at]).size() <= MOST_COLUMNS;
    }

    private void table() {
        endProse();
        var rows = new ArrayList<List<String>>();
        rows.add(cells(lines[at]));
        int columns = rows.getFirst().size();
        for (at += 2; at < lines.length && lines[at].contains("|"); at++) {
            var row = new ArrayList<>(cells(lines[at]));
            while (row.size() < columns) row.add("");
            rows.add(List.copyOf(row.subList(0, columns)));
        }
        blocks.add(new Block.Table(rows));
    }

    private static List<String> cells(String line) {
        String inner = line.strip().replaceAll("^\\||\\|$", "");
        return Arrays.stream(inner.split("\\|", -1)).map(String::strip).toList();
    }

    private void endProse() {
        while (!prose.isEmpty() && prose.getFirst().isBlank()) prose.removeFirst();
        while (!prose.isEmpty() && prose.getLast().isBlank()) prose.removeLast();
        if (!prose.isEmpty()) blocks.add(new Block.Prose(List.copyOf(prose)));
        prose.clear();
    }

    private static Line line(String text) {
        Matcher heading = HEADING.matcher(text);
        if (heading.matches())
            return new Line(Line.Kind.HEADING, heading.group(1).length(), "", Span.parse(title(heading.group(2))));
        if (RULE.matcher(text).matches()) return Line.of(Line.Kind.RULE, "");
        Matcher item = ITEM.matcher(text);
        if (item.matches()) return item(item.group(1), item.group(2), item.group(3));
        Matcher quote = QUOTE.matcher(text);
        if (quote.matches()) return Line.of(Line.Kind.QUOTE, quote.group(1));
        return Line.of(Line.Kind.TEXT, text.strip());
    }

    /// Leaves out the marks that may close a heading.
    private static String title(String text) {
        return HEADING_END.matcher(text.strip()).replaceFirst("").strip();
    }

    private static Line item(String indent, String mark, String text) {
        int depth = Math.min(DEEPEST, (indent.replace("\t", "    ").length() + 1) / 3);
        boolean numbered = Character.isDigit(mark.charAt(0));
        return new Line(Line.Kind.ITEM, depth, numbered ? mark : "•", Span.parse(text));
    }
}
