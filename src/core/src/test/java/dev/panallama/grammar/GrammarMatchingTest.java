package dev.panallama.grammar;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.panallama.LlamaSource;
import dev.panallama.error.GrammarException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Which whole texts a grammar describes.
final class GrammarMatchingTest {
    record Case(String grammar, List<String> described, List<String> refused) {}

    static List<Case> cases() {
        return List.of(
                new Case("root ::= \"a\" \"b\"", List.of("ab"), List.of("", "a", "b", "abc", "aab")),
                new Case("root ::= \"\"", List.of(""), List.of("a", " ")),
                new Case("root ::= ", List.of(""), List.of("a")),
                new Case("root ::= | \"a\" |", List.of("", "a"), List.of("aa")),
                new Case("root ::= \"a\" | \"b\" | \"bc\"", List.of("a", "b", "bc"), List.of("c", "ab", "")),
                new Case("root ::= [a-c]", List.of("a", "b", "c"), List.of("d", "`", "", "ab")),
                new Case("root ::= [^a-c]", List.of("d", "A", "\n", "é", "🦙"), List.of("a", "b", "c", "", "\0")),
                new Case("root ::= [a-]", List.of("a", "-"), List.of("b")),
                new Case("root ::= [-a]", List.of("a", "-"), List.of("b")),
                new Case("root ::= [a^]", List.of("a", "^"), List.of("b")),
                new Case("root ::= [\\]\\[\\-\\\\\"]", List.of("]", "[", "-", "\\", "\""), List.of("a")),
                new Case("root ::= .", List.of("a", "\n", "é", "漢", "🦙"), List.of("", "ab", "\0")),
                new Case("root ::= \"\\x00\"", List.of("\0"), List.of("", "a")),
                new Case("root ::= \"\\x41\\u00e9\\U0001F999\\n\\t\\r\\\\\\\"\"", List.of("Aé🦙\n\t\r\\\""),
                        List.of("A")),
                new Case("root ::= \"\\uD83E\\uDD99\"", List.of("🦙"), List.of("A")),
                new Case("root ::= \"\\x80\"", List.of("\u0080"), List.of("A")),
                new Case("root ::= [ぁ-ゟ]+", List.of("ひらがな"), List.of("カ", "", "a")),
                new Case("root ::= [\\u0000-\\U0010FFFF]", List.of("\0", "🦙", "\uFFFF"), List.of("")),
                new Case("root ::= [^\\uD800-\\uDFFFa]", List.of("b", "\uFFFF"), List.of("a")),
                new Case("root ::= \"a\"*", List.of("", "a", "aaaaa"), List.of("b", "ab", "aab", "ba")),
                new Case("root ::= \"a\"+", List.of("a", "aaaaa"), List.of("", "b", "ab", "ba")),
                new Case("root ::= \"a\"?", List.of("", "a"), List.of("aa", "b")),
                new Case("root ::= \"ab\"*", List.of("", "ab", "abab"), List.of("a", "aba", "abb")),
                new Case("root ::= [ab]{4}", List.of("aaaa", "abab"), List.of("", "aaa", "aaaaa", "abac")),
                new Case("root ::= [ab]{4,}", List.of("aaaa", "ababab"), List.of("", "aba")),
                new Case("root ::= [ab]{0,4}", List.of("", "a", "aaab"), List.of("aaaaa")),
                new Case("root ::= [ab]{ 1 , 2 } \"!\"", List.of("a!", "ab!"), List.of("!", "aaa!", "a")),
                new Case("root ::= \"a\"{0} \"b\"", List.of("b"), List.of("ab", "a")),
                new Case("root ::= \"a\"{0,0}", List.of(""), List.of("a")),
                new Case("root ::= \"a\"{2}{3}", List.of("aaaaaa"), List.of("aa", "aaa", "aaaaa", "aaaaaaa")),
                new Case("root ::= (\"0x\" [A-F0-9]{2} \" \"?){3,5}",
                        List.of("0xFF 0x12 0xAB", "0xFF 0x12 0xAB 0x00 0x00", "0xFF0x120xAB"),
                        List.of("", "0xFF", "0xFF 0x12", "0xFF 0x12 0xAB 0x00 0x00 0x00")),
                new Case("root ::= ((\"a\"{2} \"b\"){2} \"c\"){2}", List.of("aabaabcaabaabc"),
                        List.of("aabaabc", "aabc")),
                new Case("root ::= ( [x]* )*", List.of("", "x", "xx"), List.of("y", "xy")),
                new Case("root ::= (\"a\"? \"b\"?)* \"c\"", List.of("c", "abc", "aabbc"), List.of("", "a", "cc")),
                new Case("root ::= ws* \"a\"\nws ::= | \" \"", List.of("a", "   a"), List.of("", " ")),
                new Case("root ::= ... \"abc\" ...",
                        List.of("abcabcabc", "aaaabcccc", "🔵🟠✅abc❌🟠🔵"),
                        List.of("aaabcccc", "aaaabccc", "🔵🟠✅❌abc❌✅🟠🔵", "🔵🟠abc🟠🔵")),
                new Case("root ::= cons+ vowel* cons? (vowel cons)*\nvowel ::= [aeiouy]\n"
                        + "cons ::= [bcdfghjklmnpqrstvwxyz]",
                        List.of("yes", "no", "noyes", "crwth", "four", "bryyyy"),
                        List.of("yess", "yesno", "forty", "catyyy")),
                new Case("""
                        # sums of numbers
                        root ::= expr # the whole
                        expr ::= term ("+"
                            term)* # several
                        term ::=
                          number |
                          "(" expr ")"
                        number ::= [0-9]+""",
                        List.of("42", "1+2+3", "(1+(2+3))+4"),
                        List.of("", "+", "1+", "(1", "1)", "12a45")),
                new Case("root ::= e\ne ::= t w ((\"+\"|\"-\") w t)*\nt ::= f w ((\"*\"|\"/\") w f)*\n"
                        + "f ::= n | v | \"(\" e \")\" | v w \"(\" (e (\",\" w e)*)? \")\"\nn ::= [0-9]+\n"
                        + "v ::= [a-zA-Z_][a-zA-Z0-9_]*\nw ::= [ \\t\\n\\r]?",
                        List.of("42", "1*2*3", "(a+b)*(c-d)", "f()", "f(x, y + 2)", "a*(b+c)-d/e", "f(g(x), h(y, z))"),
                        List.of("+", "/ 3x", "x + + y", "a * / b", "func(,)", "func(x y)", "(a + b", "x + y)")),
                new Case("root ::= a b c\na ::= \"a\"?\nb ::= a a\nc ::= b \"c\" b",
                        List.of("c", "aaac", "aaaaacaa"), List.of("", "a", "cb", "caaa")),
                new Case("root ::= \"e\" root | \"e\" root \"o\" | \"o\"",
                        List.of("o", "eo", "eoo", "eeeeooo"), List.of("", "e", "oe", "eooo")),
                new Case("root ::= \"(\" root \")\" root | \"\"", List.of("", "()", "(())()"),
                        List.of("(", ")(", "())")),
                new Case("root ::= x \"a\" | x \"b\"\nx ::= \"c\" x | \"c\"", List.of("ca", "cccb"),
                        List.of("c", "a")));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void a_grammar_describes_what_it_should(Case given) {
        Grammar grammar = Grammar.gbnf(given.grammar());
        assertAll(given.described().stream().map(it -> () -> assertTrue(grammar.matches(it), it)));
        assertAll(given.refused().stream().map(it -> () -> assertFalse(grammar.matches(it), it)));
    }

    @Test
    void every_grammar_of_llama_cpp_is_read() throws IOException {
        try (Stream<Path> files = Files.list(LlamaSource.root().resolve("grammars"))) {
            List<Path> grammars = files.filter(it -> it.toString().endsWith(".gbnf")).toList();
            assertEquals(8, grammars.size());
            for (Path file : grammars)
                assertTrue(Grammar.gbnf(Files.readString(file)).matcher().accepts(), file.toString());
        }
    }

    @Test
    void json_is_json() throws IOException {
        Grammar json = Grammar.gbnf(Files.readString(LlamaSource.root().resolve("grammars/json.gbnf")));
        assertTrue(json.matches("{\"a\": [1, -2.5e12, true, null, {\"b\": \"\\u00e9 é 🦙 \\\" \"}]}"));
        assertTrue(json.matches("{}"));
        assertFalse(json.matches("{\"a\": [1, }"));
        assertFalse(json.matches("{\"a\": \"\n\"}"));
        assertFalse(json.matches("[]")); // this grammar wants an object
    }

    @Test
    void deep_nesting_and_long_lists_cost_no_stack() {
        var brackets = Grammar.gbnf("root ::= \"[\" (root (\",\" root)*)? \"]\"");
        assertTrue(brackets.matches("[".repeat(100_000) + "]".repeat(100_000)));
        assertFalse(brackets.matches("[".repeat(100_000) + "]".repeat(100_001)));
        assertTrue(Grammar.gbnf("root ::= \"a\" root | \"b\"").matches("a".repeat(300_000) + "b"));
    }

    @Test
    void a_text_may_come_in_any_pieces() {
        var matcher = Grammar.gbnf("root ::= [^é]\"🦙\"").matcher();
        for (byte piece : "è🦙".getBytes(StandardCharsets.UTF_8)) {
            assertFalse(matcher.canEnd());
            assertTrue(matcher.accepts(piece));
            assertFalse(matcher.accepts((byte) 0xFF));
            matcher.accept(piece);
        }
        assertTrue(matcher.canEnd());
        assertTrue(matcher.mustEnd());
    }

    @Test
    void malformed_text_matches_nothing() {
        var any = Grammar.gbnf("root ::= .*").matcher();
        assertFalse(any.accepts((byte) 0x80));
        assertFalse(any.accepts((byte) 0xC0, (byte) 0x80));
        assertFalse(any.accepts((byte) 0xE0, (byte) 0x80, (byte) 0x80));
        assertFalse(any.accepts((byte) 0xED, (byte) 0xA0));
        assertFalse(any.accepts((byte) 0xF4, (byte) 0x90));
        assertFalse(any.accepts((byte) 0xF5));
        assertFalse(any.accepts((byte) 0xE2, (byte) 'a'));
    }

    @Test
    void the_borders_of_the_lengths_of_utf_8_are_exact() {
        for (int border : new int[]{0x80, 0x800, 0xD800, 0x10000}) {
            int below = border == 0xD800 ? 0xD7FF : border - 1;
            int above = border == 0xD800 ? 0xE000 : border;
            var lower = Grammar.gbnf("root ::= [\\x01-\\U%08X]".formatted(below));
            var upper = Grammar.gbnf("root ::= [^\\x01-\\U%08X]".formatted(below));
            assertTrue(lower.matches(Character.toString(below)) && upper.matches(Character.toString(above)));
            assertFalse(lower.matches(Character.toString(above)) || upper.matches(Character.toString(below)));
        }
        assertTrue(Grammar.gbnf("root ::= [\\U0010FFFF]").matches(Character.toString(0x10FFFF)));
    }

    @Test
    void a_copy_goes_its_own_way() {
        var first = Grammar.gbnf("root ::= \"a\" (\"b\" | \"c\")").matcher();
        first.accept("a");
        var second = first.copy();
        first.accept("b");
        second.accept("c");
        assertTrue(first.canEnd() && second.canEnd());
    }

    @Test
    void what_cannot_come_is_refused_and_changes_nothing() {
        var matcher = Grammar.gbnf("root ::= \"a\" [0-9b] | \"a\" \"é\"").matcher();
        matcher.accept("a");
        var refused = assertThrows(GrammarException.class, () -> matcher.accept("x"));
        assertEquals("the grammar does not allow \"x\" here: it expects [0-9b] or \"\\U000000E9\"",
                refused.getMessage());
        matcher.accept("9");
        assertTrue(matcher.mustEnd());
    }
}
