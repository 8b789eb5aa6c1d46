package dev.panallama.grammar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RegexGrammarTest {
    private static final String ALPHABET = "abcdefghABCXYZ0123456789 -_.,:;+*?()[]{}|^$\\\"'/@#\t\n\r\u00e9\u00df\u2028\u4e2d";

    @ParameterizedTest
    @ValueSource(
        strings = {
            "", "a", "abc", "a|b|", "(a|b)*c", "(?:ab)+?", "(?<year>\\d{4})-(\\d{2})", "[a-z]{2,5}", "[^a-z]{2}",
            "a{3}",
            "a{0}b", "a{2,}", "(a{0,2}b){1,3}", "x?y??z*?", ".", ".*", "\\w+@\\w+\\.(com|org)", "\\D\\S\\W",
            "\\s*\\h?\\v?",
            "[\\d\\-a]+", "[]a]+", "[^]a]+", "[a\\]]+", "[-a]+", "[a-]+", "^abc$", "^a|b$", "^(a|b)$",
            "(?i)abC[x-z]", "(?i)[^a]\\W", "(?s).+", "(?is)A.", "\\x41\\u0042\\x{43}\\t\\n", "\\uD83D\\uDE00+",
            "\uD83D\uDE00?",
            "[\u00e0-\u00ff]+", "\\[\\]\\(\\)\\{\\}\\.\\*\\+\\?\\^\\$\\|\\\\\\/\\-\\\"", "}]", "(((a)))", "()", "(|a)b",
            "(a*)*b",
            "(a|a)*", "[\"\\\\]+", "[\\n\\r\\t]", "\\a\\e\\f", "-?(0|[1-9]\\d*)(\\.\\d+)?([eE][+-]?\\d+)?",
            "[+-]?[0-9]+",
            "[A-Fa-f0-9]{8}(-[A-Fa-f0-9]{4}){3}-[A-Fa-f0-9]{12}", "(red|green|blue)(,(red|green|blue))*", "[^\\d\\s]+"
        })
    void a_grammar_and_its_expression_agree_on_texts_made_by_chance(String pattern) {
        var grammar = Grammar.regex(pattern);
        var expression = Pattern.compile(pattern);
        var random = new Random(11);
        var texts = new RandomText(random);
        for (int i = 0; i < 100; i++) {
            var text = texts.of(grammar).orElseThrow();
            assertTrue(expression.matcher(text).matches(), text);
            for (int j = 0; j < 3; j++) {
                text = changed(text, random);
                assertEquals(expression.matcher(text).matches(), grammar.matches(text), text);
            }
        }
    }

    /// Changes, removes or adds one character.
    private static String changed(String text, Random random) {
        var changed = new StringBuilder(text);
        int at = text.offsetByCodePoints(0, random.nextInt(text.codePointCount(0, text.length()) + 1));
        int length = at == text.length() ? 0 : Character.charCount(text.codePointAt(at));
        var other = ALPHABET.substring(random.nextInt(ALPHABET.length())).substring(0, 1);
        switch (random.nextInt(3)) {
            case 0 -> changed.replace(at, at + length, other);
            case 1 -> changed.delete(at, at + length);
            default -> changed.insert(at, other);
        }
        return changed.toString();
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = ' ',
        value = {
            "(a)\\1 4 repeat", "(?<n>a)\\k<n> 8 repeat", "(?=a)b 1 ahead", "a(?!b) 2 ahead", "(?<=a)b 1 back",
            "(?<!a)b 1 back",
            "(?>a) 1 atomic", "a++ 2 possessive", "a{2}+ 2 possessive", "\\bword 1 boundaries", "a\\B 2 boundaries",
            "\\Aa 1 anchor",
            "a\\z 2 anchor", "a^b 2 anchor", "a$b 2 anchor", "(a$) 3 anchor", "\\p{L} 1 property", "\\Qa\\E 1 quoting",
            "[a&&b] 3 intersected", "[a[b]] 3 bracket", "a(?i)b 2 flags", "(?x)a 1 flags", "(?ix)a 1 flags",
            "\\07 1 octal",
            "\\ud83d 1 surrogate", "a{70000} 2 repetitions", "\\R 1 escape", "a{,3} 2 repetition", "(a 1 closed",
            "a) 2 opened",
            "[a 1 closed", "*a 1 repeated", "a|*b 3 repeated", "a** 3 repeated", "a{3,2} 2 order", "[z-a] 2 order",
            "a\\ 3 early",
            "\\xg1 3 hexadecimal", "a{2 3 closed", "(?<n 4 closed", "[^\\d\\D] 7 no", "\\x{110000} 1 last"})
    void what_has_no_grammar_is_refused_with_position_and_reason(String pattern, int position, String reason) {
        var refused = assertThrows(IllegalArgumentException.class, () -> Grammar.regex(pattern));
        assertTrue(refused.getMessage().contains("character " + position + ":"), refused.getMessage());
        assertTrue(refused.getMessage().contains(reason), refused.getMessage());
    }

    @Test
    void expressions_beyond_all_measure_are_refused() {
        for (var pattern : List.of("(".repeat(5_000) + ")".repeat(5_000), "a".repeat(20_000),
                "(".repeat(200) + "a" + ")".repeat(200), "a{1,60000}".repeat(100))) {
            assertThrows(RuntimeException.class, () -> Grammar.regex(pattern));
        }
    }

    @Test
    void a_grammar_of_an_expression_is_short() {
        assertEquals("root ::= \"ab\" (\"c\" | [d-f])+ [0-9]{2,} \"-\"?\n",
                Grammar.regex("ab(c|[d-f])+\\d{2,}-?").text());
        assertFalse(Grammar.regex("a").matches("aa"));
    }
}
