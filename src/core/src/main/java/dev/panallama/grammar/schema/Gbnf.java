package dev.panallama.grammar.schema;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/// Small pieces of GBNF text.
public final class Gbnf {
    /// No upper bound of a repetition.
    static final int UNBOUNDED = Integer.MAX_VALUE;

    /// The name of a rule, or one of what may have letters in it and is none: a literal, a class, a token, a remark, a number of
    /// repetitions.
    private static final Pattern NAME_OR_OTHER = Pattern.compile(
            "\"(?:\\\\.|[^\"\\\\])*\"|\\[(?:\\\\.|[^\\]\\\\])*]|<[^>]*>|#[^\n]*|\\{[^}]*}|([a-zA-Z0-9-]+)");

    private Gbnf() {}

    /// Returns what matches a text and nothing else.
    public static String literal(String text) {
        var quoted = new StringBuilder("\"");
        text.codePoints().forEach(it -> appendLiteral(quoted, it));
        return quoted.append('"').toString();
    }

    /// Returns what matches a JSON value, written without blanks.
    public static String json(JsonNode value) {
        return literal(value.toString());
    }

    /// Returns a grammar whose rules have names that begin with something, to stand beside the rules of another one.
    public static String renamed(String grammar, String prefix) {
        return NAME_OR_OTHER.matcher(grammar)
                .replaceAll(it -> Matcher.quoteReplacement((it.group(1) == null ? "" : prefix) + it.group()));
    }

    /// Returns an item, repeated.
    static String repeated(String item, int min, int max) {
        if (max == 0) return "";
        if (min == 0 && max == 1) return item + "?";
        if (min == 0 && max == UNBOUNDED) return item + "*";
        if (min == 1 && max == UNBOUNDED) return item + "+";
        return "%s{%d,%s}".formatted(item, min, max == UNBOUNDED ? "" : max);
    }

    /// Returns an item, repeated, with a separator between each two.
    static String repeated(String item, int min, int max, String separator) {
        if (max == 0) return "";
        if (min == 0 && max == 1) return item + "?";
        int most = max == UNBOUNDED ? UNBOUNDED : max - 1;
        var some = item + " " + repeated("(" + separator + " " + item + ")", Math.max(0, min - 1), most);
        return min == 0 ? "(" + some + ")?" : some;
    }

    /// Returns a character as it stands in a class, such as `[a-z]`.
    public static String inClass(int character) {
        return switch (character) {
            case '\\', ']', '[', '^', '-' -> "\\x%02X".formatted(character);
            default -> escapedIfInvisible(character);
        };
    }

    private static void appendLiteral(StringBuilder quoted, int character) {
        switch (character) {
            case '"', '\\' -> quoted.append('\\').appendCodePoint(character);
            case '\r' -> quoted.append("\\r");
            case '\n' -> quoted.append("\\n");
            default -> quoted.append(escapedIfInvisible(character));
        }
    }

    private static String escapedIfInvisible(int character) {
        if (character > 0xFFFF) return "\\U%08X".formatted(character);
        if (character > 0x7E && !Character.isLetterOrDigit(character)) return "\\u%04X".formatted(character);
        return character < ' ' ? "\\x%02X".formatted(character) : Character.toString(character);
    }
}
