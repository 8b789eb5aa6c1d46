package dev.panallama.fuzz;

import dev.panallama.grammar.Grammar;
import java.util.List;

/// Regular expressions of which grammars are made.
final class Regexes {
    private static final TextEdits EDITS = new TextEdits(
            List.of("[a-z]+@[a-z]+\\.(com|org)", "(?i)yes|no", "\\d{3}-\\d{4}", "(?s).*x{0,10}", "[^\\s\\w]*?",
                    "(a|b)*c+?",
                    "\\p{L}\\u00e9\\x{1F600}[\\p{Alpha}&&[^a-f]]", "\\Q.*\\E", "(?:a(?<n>b)){2,3}"),
            List.of("(", ")", "[", "]", "{", "}", "*", "+", "?", "|", "\\", "^", "$", ".", "(?i)", "(?s)", "(?m)",
                    "(?:", "(?=",
                    "(?<n>", "(?>", "\\b", "\\1", "\\Q", "\\E", "\\p{", "\\p{L}", "\\x{110000}", "\\uD800", "\uD800",
                    "\0", "\\",
                    "[^", "[]", "[z-a]", "&&", "{5,2}", "{0}", "{99999999999}", "{1,2000}", "(a*)*", "((a|a)*)*", "a",
                    "é", "\n",
                    "\\c", "\\c\uD800", "\\0", "\\07", "\\x", "\\u", "[[", "[\\d-z]", "*+", "??"));
    private static final List<String> ATOMS = List.of("a", "b", ".", "[a-c]", "[^a]", "\\d", "\\W", "\\.", "\\x41", "é",
            "\\t", "ß",
            "[\\s\\S]", "\\u20ac", "[^\\w-]");
    private static final List<String> REPETITIONS = List.of("", "", "", "*", "+", "?", "{2}", "{0,3}", "{1,}", "*?",
            "{300}");

    private Regexes() {}

    static Target target() {
        return new TextTarget(EDITS, dice -> List.of(dice.of("", "(?i)", "(?s)", "^"), choice(dice, 4)),
                (models, text) -> Grammars.generate(models, Grammar.regex(text)));
    }

    private static String choice(Dice dice, int depth) {
        var text = new StringBuilder();
        for (int i = dice.below(6); i >= 0; i--) {
            boolean group = depth > 0 && dice.oneIn(3);
            text.append(group ? "(" + choice(dice, depth - 1) + ")" : dice.of(ATOMS)).append(dice.of(REPETITIONS));
            if (dice.oneIn(4)) text.append('|');
        }
        return text.toString();
    }
}
