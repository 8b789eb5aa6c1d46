package dev.panallama.grammar.schema;

import java.util.List;
import java.util.stream.Collectors;

/// Writes a regular expression as GBNF.
public final class RegexGrammar {
    private RegexGrammar() {}

    /// Returns the grammar of all texts that a pattern of `java.util.regex` matches as a whole.
    ///
    /// Reads characters, escapes, classes, groups, alternatives, repetition (the lazy form matches the same texts),
    /// `^` and `$` at the ends, and the flags `(?i)` for ASCII and `(?s)` at the beginning.
    ///
    /// @throws IllegalArgumentException if it is no regular expression or has no grammar; the message says where and
    ///     why
    public static String of(String pattern) {
        return "root ::= " + body(RegexParser.parse(pattern)) + "\n";
    }

    private static String body(Regex regex) {
        return switch (regex) {
            case Regex.Literal(int character) -> Gbnf.literal(Character.toString(character));
            case Regex.OneOf(CharacterSet set) -> set.gbnf();
            case Regex.Sequence(List<Regex> parts) -> sequence(parts);
            case Regex.Choice(List<Regex> alternatives) ->
                alternatives.stream().map(RegexGrammar::body).collect(Collectors.joining(" | ", "(", ")"));
            case Regex.Repeated(_, _, int max) when max == 0 -> "\"\"";
            case Regex.Repeated(Regex part, int min, int max) -> Gbnf.repeated(operand(part), min, max);
        };
    }

    private static String operand(Regex part) {
        return part instanceof Regex.Sequence ? "(" + body(part) + ")" : body(part);
    }

    /// Writes neighbouring characters as one text.
    private static String sequence(List<Regex> parts) {
        if (parts.isEmpty()) return "\"\"";
        return SequenceText.of(parts, Character::toString, RegexGrammar::body);
    }
}
