package dev.panallama.grammar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.panallama.error.GrammarException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What is wrong with a grammar is said when it is made, soon and with its place.
final class GrammarFaultsTest {
    private static final Duration SOON = Duration.ofSeconds(60); // also beside other work

    record Fault(String grammar, int line, int column, String problem) {}

    static List<Fault> faults() {
        return List.of(
                new Fault("", 0, 0, "the grammar has no rule named root"),
                new Fault("# nothing\n", 0, 0, "the grammar has no rule named root"),
                new Fault("rot ::= \"a\"", 0, 0, "the grammar has no rule named root"),
                new Fault("root", 1, 5, "expected '::=' after the rule's name, found the end"),
                new Fault("root :: \"a\"", 1, 6, "expected '::=' after the rule's name, found ':'"),
                new Fault("::= \"a\"", 1, 1, "expected a rule's name, which is letters, digits and '-', found ':'"),
                new Fault("root ::= a\na_b ::= \"a\"", 2, 2, "expected '::=' after the rule's name, found '_'"),
                new Fault("root ::= x", 1, 10, "there is no rule named x"),
                new Fault("root ::= a\n\na ::= \"é\" bc", 3, 11, "there is no rule named bc"),
                new Fault("root ::= \"a\"\nroot ::= \"b\"", 2, 1, "rule root is defined twice"),
                new Fault("root ::= \"a\" ::= \"b\"", 1, 14,
                        "expected an element, '|' or the end of the line, found ':'"),
                new Fault("root ::= \"a\" )", 1, 14, "expected an element, '|' or the end of the line, found ')'"),
                new Fault("root ::= (\"a\"", 1, 10, "expected ')' to close the group that begins here"),
                new Fault("root ::= (\"a\" ]\n)", 1, 15, "expected ')' to close the group, found ']'"),
                new Fault("root ::= \"a", 1, 10, "expected '\"' to end the text that begins here"),
                new Fault("root ::= \"a\\", 1, 13, "expected a character after the backslash"),
                new Fault("root ::= [a", 1, 10, "expected ']' to end the set that begins here"),
                new Fault("root ::= [a-", 1, 11, "expected the last character of the range that begins here"),
                new Fault("root ::= []", 1, 10, "the set is empty"),
                new Fault("root ::= [^\\x01-\\U0010FFFF]", 1, 10, "the set matches no character"),
                new Fault("root ::= [\\uD800-\\uDFFF]", 1, 10, "the set matches no character"),
                new Fault("root ::= [z-a]", 1, 11, "the range has its ends in the wrong order"),
                new Fault("root ::= \"\\q\"", 1, 11, "there is no such escape"),
                new Fault("root ::= \"\\x4\"", 1, 14, "expected 2 hexadecimal digits, found '\"'"),
                new Fault("root ::= \"\\U00110000\"", 1, 11, "there is no such character: the last is U+10FFFF"),
                new Fault("root ::= \"\\UFFFFFFFF\"", 1, 11, "there is no such character: the last is U+10FFFF"),
                new Fault("root ::= \"\\uD800\"", 1, 11, "half of a surrogate pair is no character"),
                new Fault("root ::= \"\\uD800\\u0041\"", 1, 11, "half of a surrogate pair is no character"),
                new Fault("root ::= *", 1, 10, "expected something to repeat before '*'"),
                new Fault("root ::= \"a\" | +", 1, 16, "expected something to repeat before '+'"),
                new Fault("root ::= (?)", 1, 11, "expected something to repeat before '?'"),
                new Fault("root ::= {3}", 1, 10, "expected something to repeat before '{'"),
                new Fault("root ::= \"a\"{5,2}", 1, 13, "{5,2} has its bounds in the wrong order"),
                new Fault("root ::= \"a\"{,2}", 1, 14, "expected a number, found ','"),
                new Fault("root ::= \"a\"{}", 1, 14, "expected a number, found '}'"),
                new Fault("root ::= \"a\"{2", 1, 15, "expected '}' after the number of repetitions, found the end"),
                new Fault("root ::= \"a\"{2,3", 1, 17, "expected '}' after the number of repetitions, found the end"),
                new Fault("root ::= \"a\"{65537}", 1, 14, "more than 65,536 repetitions are too many"),
                new Fault("root ::= \"a\"{99999999999999999999}", 1, 14, "more than 65,536 repetitions are too many"),
                new Fault("root ::= \"a\"{0,99999999999999999999}", 1, 16, "more than 65,536 repetitions are too many"),
                new Fault("root ::= root", 1, 1, "rule root begins with itself (root -> root)"),
                new Fault("root ::= a\na ::= b \"x\" | \"y\"\nb ::= (\"z\" | a)", 2, 1,
                        "rule a begins with itself (a -> b -> a)"),
                new Fault("root ::= e root \"x\"\ne ::= f f\nf ::= | \"a\"", 1, 1,
                        "rule root begins with itself (root -> root)"),
                new Fault("root ::= \"a\"* root | \"b\"", 1, 1, "rule root begins with itself (root -> root)"),
                new Fault("root ::= \"x\"\nunused ::= (\"a\"? unused){2,3}", 2, 1, "rule unused begins with itself"),
                new Fault("root ::= <[", 1, 12, "expected a number, found the end"),
                new Fault("root ::= <[1>", 1, 13, "expected ']>' after the token's id, found '>'"),
                new Fault("root ::= <[9999999999]>", 1, 10, "the token id is too large"),
                new Fault("root ::= <think", 1, 11, "expected '>' before the end"),
                new Fault("root ::= !\"a\"", 1, 11, "expected '<' and a token"),
                new Fault("root ::= \"a\"\r\n\rx", 3, 2, "expected '::=' after the rule's name, found the end"));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void a_fault_is_named_with_its_place(Fault fault) {
        var refused = assertThrows(GrammarException.class, () -> Grammar.gbnf(fault.grammar()));
        assertTrue(refused.getMessage().contains(fault.problem()), refused.getMessage());
        assertEquals(fault.line(), refused.line(), refused.getMessage());
        assertEquals(fault.column(), refused.column(), refused.getMessage());
    }

    @Test
    void the_message_shows_the_line() {
        var refused = assertThrows(GrammarException.class, () -> Grammar.gbnf("root ::= a\na ::= [b-a] \"c\"\n"));
        assertEquals(
                "line 2, column 8 of the grammar: the range has its ends in the wrong order; it says: a ::= [b-a] \"c\"",
                refused.getMessage());
        var longLine = assertThrows(GrammarException.class,
                () -> Grammar.gbnf("root ::= " + "\"a\" ".repeat(500) + "?*)"));
        assertTrue(longLine.getMessage().length() < 300, longLine.getMessage());
    }

    static List<Fault> tooLarge() {
        String longChain = "root ::= r0\n" + chain(10_000) + "r10000 ::= \"x\"";
        return List.of(
                new Fault("root ::= " + "(".repeat(10_000) + ")".repeat(10_000), 1, 510, "nested more than 500 deep"),
                new Fault("root ::= " + "(".repeat(100_000), 1, 510, "nested more than 500 deep"),
                new Fault("root ::= \"a\"" + "?".repeat(100_000), 1, 513, "nested more than 500 deep"),
                new Fault(longChain, 2001, 1, "there are more than 2,000 rules"),
                new Fault("root ::= \"" + "a".repeat(300_000) + "\"", 0, 0, "the limit is 262,144"),
                new Fault("root ::= " + "|".repeat(100_000), 1, 10_010, "more than 10,000 alternatives in one place"),
                new Fault("root ::= " + "\"a\"{60000} ".repeat(100), 1, 79, "more than 400,000 steps"),
                new Fault("root ::= " + "(\"a\" | \"bc\"){0,30000} ".repeat(100), 1, 154, "more than 400,000 steps"));
    }

    private static String chain(int rules) {
        var text = new StringBuilder();
        for (int i = 0; i < rules; i++) text.append("r%d ::= r%d\n".formatted(i, i + 1));
        return text.toString();
    }

    @ParameterizedTest
    @MethodSource("tooLarge")
    void what_is_too_large_is_refused_soon(Fault fault) {
        assertTimeoutPreemptively(SOON, () -> a_fault_is_named_with_its_place(fault));
    }

    @Test
    void what_is_just_small_enough_is_taken_on_a_small_stack() throws InterruptedException {
        var done = new boolean[1];
        var thread = new Thread(null, () -> {
            Grammar.gbnf("root ::= " + "(".repeat(500) + "\"a\"" + ")".repeat(500));
            Grammar.gbnf("root ::= " + "(".repeat(250) + "\"a\"" + ")?".repeat(250));
            Grammar.gbnf("root ::= r0\n" + chain(1_998) + "r1998 ::= \"x\"").matches("x");
            done[0] = true;
        }, "small stack", 512 * 1024);
        thread.start();
        thread.join();
        assertTrue(done[0]);
    }

    @Test
    void what_doubles_twenty_times_over_is_no_more_work_than_it_has_rules() {
        var text = new StringBuilder("root ::= r0\n");
        for (int i = 0; i < 20; i++) text.append("r%d ::= r%d r%d\n".formatted(i, i + 1, i + 1));
        text.append("r20 ::= \"a\"?");
        assertTimeoutPreemptively(SOON, () -> assertTrue(Grammar.gbnf(text.toString()).matches("a".repeat(100))));
        String nested = "root ::= " + "(".repeat(8) + "\"a\"" + "){100}".repeat(8) + " | \"b\"";
        assertTimeoutPreemptively(SOON, () -> assertTrue(Grammar.gbnf(nested).matcher().accepts("a".repeat(1_000))));
    }

    @Test
    void ambiguity_does_not_explode() {
        assertTimeoutPreemptively(SOON, () -> {
            var doubled = Grammar.gbnf("root ::= \"e\" root | \"e\" root \"o\" | \"o\"").matcher();
            doubled.accept("e".repeat(400));
            doubled.accept("o".repeat(400));
            assertTrue(doubled.canEnd());
            var two = Grammar.gbnf("root ::= \"e\" root \"a\" | \"e\" root \"b\" | \"o\"").matcher();
            two.accept("e".repeat(10_000) + "o" + "ab".repeat(5_000));
            assertTrue(two.mustEnd());
        });
    }

    static List<String> ambiguous() {
        return List.of("root ::= " + "(\"a\"{0,30000})".repeat(6),
                "root ::= " + "(".repeat(8) + "\"a\"" + "){1,100}".repeat(8));
    }

    @ParameterizedTest
    @MethodSource("ambiguous")
    void too_much_ambiguity_is_refused(String grammar) {
        assertTimeoutPreemptively(SOON, () -> {
            var matcher = Grammar.gbnf(grammar).matcher();
            var refused = assertThrows(GrammarException.class, () -> matcher.accept("a".repeat(30_000)));
            assertTrue(refused.getMessage().startsWith("the grammar is too ambiguous"), refused.getMessage());
        });
    }

    @Test
    void random_text_is_a_grammar_or_a_grammar_exception() {
        String[] parts = {"root", " ::= ", "a", "b ::= ", "\n", "\"", "\"x\"", "[", "]", "^", "-", "a-z", "(", ")", "|",
            "*",
            "+", "?", "{", "}", ",", "1", "20", "{2,3}", "\\", "\\x", "\\u12", "é", "🦙", "\uD800", "<", ">", "<[3]>",
            "!", "<a>", "#", " ", "\t", "\r", "\0", ".", "root ::= ", "::="};
        var random = new Random(42);
        int grammars = 0;
        for (int round = 0; round < 100_000; round++) {
            var text = new StringBuilder(random.nextBoolean() ? "root ::= " : "");
            for (int i = random.nextInt(20); i >= 0; i--) text.append(parts[random.nextInt(parts.length)]);
            grammars += isGrammar(text.toString()) ? 1 : 0;
        }
        assertTrue(grammars > 500, grammars + " of them are grammars");
    }

    private static boolean isGrammar(String text) {
        try {
            Grammar.gbnf(text).matches("aax");
            return true;
        } catch (GrammarException expected) {
            return false;
        }
    }
}
