package dev.panallama.grammar.schema;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Writes the `pattern` of a JSON schema as the rule of a JSON string: of patterns anchored at both ends, what
/// llama.cpp's converter reads.
final class SchemaPattern {
    private static final String CLASS_ESCAPES = "xutrn\\\"[]";
    private static final String ESCAPES = CLASS_ESCAPES + "^$.()|{}*+?";

    /// What stands in a JSON string behind a backslash alone, and the letters for it.
    private static final String ESCAPED = "\"\\\b\f\n\r\t";

    private static final String LETTERS = "\"\\bfnrt";
    private static final CharacterSet PLAIN = CharacterSet.range(0, 0x1F).or(CharacterSet.of("\"\\\u007F")).not();

    private final Rules rules;
    private final String name;
    private final Map<String, String> repeated = new HashMap<>();

    /// @param name begins the names of rules for what is repeated
    SchemaPattern(Rules rules, String name) {
        this.rules = rules;
        this.name = name;
    }

    /// Returns the body of the rule.
    ///
    /// @throws RegexException if the pattern is wrong, or has no rule
    String body(String pattern) {
        if (pattern.length() < 2 || !pattern.startsWith("^") || !pattern.endsWith("$")) {
            throw RegexException.unsupported(pattern, 0, "it is not anchored by ^ and $");
        }
        var inner = pattern.substring(1, pattern.length() - 1);
        checkEscapes(inner);
        var regex = RegexParser.parse(inner);
        return "\"\\\"\" " + (regex instanceof Regex.Choice ? text(regex) : "(" + text(regex) + ")") + " \"\\\"\"";
    }

    private static void checkEscapes(String pattern) {
        boolean inClass = false;
        for (int i = 0; i < pattern.length(); i++) {
            char character = pattern.charAt(i);
            if (character == '[' && !inClass) checkNotEmpty(pattern, i);
            if (character == '[') inClass = true;
            if (character == ']') inClass = false;
            if (character != '\\' || ++i == pattern.length()) continue;
            if ((inClass ? CLASS_ESCAPES : ESCAPES).indexOf(pattern.charAt(i)) < 0) {
                throw RegexException.unsupported(pattern, i - 1, "the escape is not read here");
            }
        }
    }

    private static void checkNotEmpty(String pattern, int start) {
        if (pattern.startsWith("[]", start) || pattern.startsWith("[^]", start)) {
            throw RegexException.unsupported(pattern, start, "the class is empty");
        }
    }

    private String text(Regex regex) {
        return switch (regex) {
            case Regex.Literal(int character) -> Gbnf.literal(inString(character));
            case Regex.OneOf(CharacterSet set) -> set(set);
            case Regex.Sequence(List<Regex> parts) -> SequenceText.of(parts, SchemaPattern::inString, this::text);
            case Regex.Choice(List<Regex> alternatives) ->
                alternatives.stream().map(this::text).collect(Collectors.joining(" | ", "(", ")"));
            case Regex.Repeated(Regex part, int min, int max) -> repeated(part, min, max);
        };
    }

    private String repeated(Regex part, int min, int max) {
        var text = text(part);
        boolean counted = max != Gbnf.UNBOUNDED ? max > 1 || min == max : min > 1;
        if (counted && !(part instanceof Regex.Literal)) {
            text = repeated.computeIfAbsent(text, it -> rules.add(name + "-" + (repeated.size() + 1), it));
        }
        return Gbnf.repeated(text, min, max);
    }

    /// A dot stands for what it does for llama.cpp; a class for the characters of the string, which has some escaped.
    private String set(CharacterSet set) {
        if (set.equals(RegexParser.DOT)) return rules.add("dot", "[^\\x0A\\x0D]");
        var plain = set.and(PLAIN);
        var escapes = CharacterSet.EMPTY;
        for (int i = 0; i < ESCAPED.length(); i++) {
            if (set.contains(ESCAPED.charAt(i))) escapes = escapes.or(CharacterSet.of(LETTERS.substring(i, i + 1)));
        }
        if (escapes.isEmpty()) return plain.gbnf();
        var escaped = "[\\\\] " + escapes.gbnf();
        return plain.isEmpty() ? "(" + escaped + ")" : "(" + plain.gbnf() + " | " + escaped + ")";
    }

    /// Returns a character as a JSON string has it. A quote stays bare, as llama.cpp has it.
    private static String inString(int character) {
        int escape = ESCAPED.indexOf(character);
        if (escape > 0) return "\\" + LETTERS.charAt(escape);
        return character < ' ' ? "\\u%04x".formatted(character) : Character.toString(character);
    }
}
