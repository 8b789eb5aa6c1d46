package dev.panallama.grammar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.panallama.error.GrammarException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// Grammars over a small vocabulary: every byte by its number, then some words, then marks.
final class TokenMatcherTest {
    private static final List<String> WORDS = List.of(
            "<tool", "_call>", "tool_call>{", "{\"a\": ", "{}", "{{", "}}", "true", "}", "é", "🦙", "a🦙", "Hello ");
    private static final int FIRST_WORD = 256;
    private static final int END = FIRST_WORD + WORDS.size();
    private static final int OTHER_END = END + 1;
    private static final int THINK = END + 2; // without text
    private static final int SIZE = END + 3;
    private static final TokenTrie VOCABULARY = TokenTrie.of(SIZE, TokenMatcherTest::piece,
            id -> id == END || id == OTHER_END, TokenMatcherTest::idOf);
    private static final String TOOL = "root ::= \"<tool_call>\" \"{\" (\"\\\"a\\\": true\")? \"}\"";

    private static byte[] piece(int id) {
        if (id < FIRST_WORD) return new byte[]{(byte) id};
        return id < END ? WORDS.get(id - FIRST_WORD).getBytes(StandardCharsets.UTF_8) : new byte[0];
    }

    private static int idOf(String text) {
        return text.equals("<think>") ? THINK : WORDS.contains(text) ? word(text) : -1;
    }

    private static int word(String text) {
        return FIRST_WORD + WORDS.indexOf(text);
    }

    private static List<String> allowed(TokenMatcher matcher) {
        var ids = new BitSet();
        ids.set(7); // is cleared
        matcher.allowed(ids);
        for (int id = 0; id < SIZE; id++) assertEquals(ids.get(id), matcher.allows(id), "token " + id);
        var names = new ArrayList<String>();
        ids.stream().forEach(id -> names.add(id == END
                ? "end"
                : id == OTHER_END
                        ? "other end"
                        : id == THINK
                                ? "think"
                                : id < 128 || id >= FIRST_WORD
                                        ? new String(piece(id), StandardCharsets.UTF_8)
                                        : "%02X".formatted(id)));
        return names;
    }

    private static void accept(TokenMatcher matcher, String... texts) {
        for (String text : texts) {
            if (WORDS.contains(text)) matcher.accept(word(text));
            else for (byte value : text.getBytes(StandardCharsets.UTF_8)) matcher.accept(value & 0xFF);
        }
    }

    @Test
    void tokens_that_fit_are_allowed_and_the_end_where_the_grammar_ends() {
        var matcher = Grammar.gbnf("root ::= \"{\" \"}\"? | \"tr\" \"ue\"").matcher(VOCABULARY);
        assertEquals(List.of("t", "{", "{}", "true"), allowed(matcher));
        matcher.accept('{');
        assertEquals(List.of("}", "}", "end", "other end"), allowed(matcher));
        matcher.accept(word("}"));
        assertTrue(matcher.mustEnd());
        assertEquals(List.of("end", "other end"), allowed(matcher));
        matcher.accept(END);
        assertThrows(GrammarException.class, () -> matcher.accept('}'));
    }

    @Test
    void a_token_may_end_inside_a_character() {
        var matcher = Grammar.gbnf("root ::= [éè] \"a\"? [🦙]").matcher(VOCABULARY);
        assertEquals(List.of("C3", "é"), allowed(matcher));
        matcher.accept(0xC3);
        assertEquals(List.of("A8", "A9"), allowed(matcher));
        matcher.accept(0xA8);
        assertEquals(List.of("a", "F0", "🦙", "a🦙"), allowed(matcher));
        matcher.accept(0xF0);
        assertEquals(List.of("9F"), allowed(matcher));
    }

    @Test
    void named_tokens_come_where_the_grammar_names_them() {
        var matcher = Grammar.gbnf("root ::= <think> !<[%d]>* <[%<d]>".formatted(word("}}"))).matcher(VOCABULARY);
        assertEquals(List.of("think"), allowed(matcher));
        matcher.accept(THINK);
        assertEquals(SIZE - 4, allowed(matcher).size()); // neither an end nor U+0000 nor what has no text
        matcher.accept(word("}"));
        matcher.accept(word("}}"));
        assertTrue(matcher.mustEnd());
    }

    @Test
    void a_named_token_and_its_text_are_different() {
        var matcher = Grammar.gbnf("root ::= <[%d]> \"a\" | \"tru\" [e] \"b\"".formatted(word("true")))
                .matcher(VOCABULARY);
        matcher.accept(word("true"));
        assertEquals(List.of("a", "b"), allowed(matcher));
        var spelled = Grammar.gbnf("root ::= <[%d]> \"a\" | \"tru\" [e] \"b\"".formatted(word("true")))
                .matcher(VOCABULARY);
        accept(spelled, "t", "r", "u", "e");
        assertEquals(List.of("b"), allowed(spelled));
    }

    @Test
    void a_token_that_the_vocabulary_lacks_is_reported() {
        var byText = assertThrows(GrammarException.class,
                () -> Grammar.gbnf("root ::= !<nothing>").matcher(VOCABULARY));
        assertEquals("the grammar names !<nothing>, which is not one token of this vocabulary of 272",
                byText.getMessage());
        assertThrows(GrammarException.class, () -> Grammar.gbnf("root ::= <[272]>").matcher(VOCABULARY));
        assertThrows(IllegalArgumentException.class, () -> Grammar.gbnf("root ::= .").matcher(VOCABULARY).allows(272));
        assertThrows(IllegalArgumentException.class, () -> Grammar.gbnf("root ::= .").matcher(VOCABULARY).accept(-1));
    }

    @Test
    void a_vocabulary_that_cannot_go_on_is_reported() {
        var few = TokenTrie.of(3, id -> List.of("ab", "c", "").get(id).getBytes(StandardCharsets.UTF_8), id -> id == 2,
                _ -> -1);
        var matcher = Grammar.gbnf("root ::= \"ab\" [0-9] | \"c\"").matcher(few);
        matcher.accept(0);
        var refused = assertThrows(GrammarException.class, () -> matcher.allowed(new BitSet()));
        assertEquals("no token of this vocabulary continues the text: the grammar expects [0-9]", refused.getMessage());
    }

    @Test
    void what_is_refused_changes_nothing() {
        var matcher = Grammar.gbnf("root ::= \"ab\"").matcher(VOCABULARY);
        var refused = assertThrows(GrammarException.class, () -> matcher.accept(END));
        assertEquals("the grammar does not allow token %d here: it expects \"a\"".formatted(END), refused.getMessage());
        assertThrows(GrammarException.class, () -> matcher.accept('b'));
        accept(matcher, "a", "b");
        assertTrue(matcher.mustEnd());
    }

    @Test
    void a_lazy_grammar_waits_for_a_word_anywhere_in_the_tokens() {
        var lazy = Grammar.gbnf(TOOL).withTriggers(new Trigger.Word("<tool_call>"));
        for (String[] way : new String[][]{
            {"<tool", "_call>"}, {"<", "tool_call>{"}, {"Hello ", "<tool", "<tool", "_call>"}, {"é🦙<tool_call>"}}) {
            var matcher = lazy.matcher(VOCABULARY);
            accept(matcher, Arrays.copyOf(way, way.length - 1));
            if (way.length > 1) assertTrue(matcher.isWaiting() && matcher.canEnd());
            accept(matcher, way[way.length - 1]);
            assertFalse(matcher.isWaiting());
            if (!way[way.length - 1].endsWith("{")) accept(matcher, "{");
            assertEquals(List.of("\"", "}", "}"), allowed(matcher));
            accept(matcher, "\"a\": true", "}");
            assertTrue(matcher.mustEnd());
        }
    }

    @Test
    void a_lazy_grammar_allows_all_but_what_its_trigger_rules_out() {
        var matcher = Grammar.gbnf("root ::= \"{}\"").withTriggers(new Trigger.Word("{")).matcher(VOCABULARY);
        List<String> everything = allowed(matcher);
        assertEquals(SIZE - 2, everything.size());
        assertFalse(everything.contains("{{") || everything.contains("{\"a\": "));
        assertTrue(everything.containsAll(List.of("tool_call>{", "end", "think", "{}", "{")));
        assertThrows(GrammarException.class, () -> matcher.accept(word("{{")));
    }

    @Test
    void of_words_that_end_together_the_longest_that_fits_counts() {
        var lazy = Grammar.gbnf("root ::= \"l>\" \"x\"").withTriggers(new Trigger.Word("l>"));
        var both = Grammar.gbnf("root ::= \"call>\" \"x\" | \"l>\" \"y\"")
                .withTriggers(new Trigger.Word("l>"), new Trigger.Word("call>"), new Trigger.Word("l>"));
        for (var matcher : List.of(lazy.matcher(VOCABULARY), both.matcher(VOCABULARY))) {
            accept(matcher, "Hello ", "_call>");
            assertEquals(List.of("x"), allowed(matcher));
        }
        var shorter = both.matcher(VOCABULARY);
        accept(shorter, "Hello ", "l>");
        assertEquals(List.of("y"), allowed(shorter));
    }

    @Test
    void a_trigger_token_begins_the_grammar() {
        var named = Grammar.gbnf("root ::= <think> [a-c]").withTriggers(new Trigger.TokenId(THINK)).matcher(VOCABULARY);
        accept(named, "Hello ", "a");
        named.accept(THINK);
        assertEquals(List.of("a", "b", "c"), allowed(named));
        var text = Grammar.gbnf("root ::= \"true\" [a-c]").withTriggers(new Trigger.TokenId(word("true")))
                .matcher(VOCABULARY);
        accept(text, "t", "r", "u", "e");
        assertTrue(text.isWaiting());
        accept(text, "true");
        assertEquals(List.of("a", "b", "c"), allowed(text));
    }

    @Test
    void named_tokens_are_seen_behind_a_trigger_word_too() {
        var matcher = Grammar.gbnf("root ::= <[%d]> \"_call>\" \"{\"".formatted(word("<tool")))
                .withTriggers(new Trigger.Word("<tool_call>")).matcher(VOCABULARY);
        accept(matcher, "Hello ", "<tool", "_call>");
        assertEquals(List.of("{"), allowed(matcher));
    }

    @Test
    void a_pattern_gives_its_first_group_to_the_grammar() {
        var grammar = Grammar.gbnf("root ::= \"{\" \"}\"");
        var group = grammar.withTriggers(new Trigger.Pattern(Pattern.compile("é: *(x)?(\\{)"))).matcher(VOCABULARY);
        accept(group, "Hello ", "{", "🦙", "é", ": ");
        assertTrue(group.isWaiting());
        assertFalse(group.allows(word("{{")));
        var ids = new BitSet();
        group.allowed(ids);
        assertFalse(ids.get(word("{{")));
        accept(group, "{");
        assertEquals(List.of("}", "}"), allowed(group));
        var whole = Grammar.gbnf("root ::= \"l>{\" \"}\"").withTriggers(new Trigger.Pattern(Pattern.compile(".>\\{$")))
                .matcher(VOCABULARY);
        accept(whole, "<tool", "_call>", "{");
        assertEquals(List.of("}", "}"), allowed(whole));
    }

    @Test
    void a_pattern_bound_to_the_beginning_matches_there_alone() {
        var grammar = Grammar.gbnf("root ::= \"a\" \"b\"");
        var matcher = grammar.withTriggers(new Trigger.Pattern(Pattern.compile("^\\s*(a)"))).matcher(VOCABULARY);
        accept(matcher, "Hello ");
        for (int i = 0; i < 5_000; i++) accept(matcher, "a", " ");
        assertTrue(matcher.isWaiting());
        var atOnce = matcher.copy();
        assertTrue(atOnce.isWaiting());
        var first = grammar.withTriggers(new Trigger.Pattern(Pattern.compile("^\\s*(a)"))).matcher(VOCABULARY);
        accept(first, " ", "a");
        assertEquals(List.of("b"), allowed(first));
    }

    @Test
    void a_pattern_finds_its_place_behind_much_text_and_malformed_bytes() {
        var lazy = Grammar.gbnf("root ::= \"<tool_call>\" \"{\"")
                .withTriggers(new Trigger.Pattern(Pattern.compile("🦙(<tool_call>)")));
        for (int shift = 1; shift < 3; shift++) {
            var matcher = lazy.matcher(VOCABULARY);
            accept(matcher, "x".repeat(shift));
            for (int i = 0; i < 8_300; i++)
                for (byte value : "🦙".getBytes(StandardCharsets.UTF_8)) matcher.accept(value & 0xFF);
            matcher.accept(0xFF);
            accept(matcher, "a🦙", "<tool", "_call>");
            assertEquals(List.of("{"), allowed(matcher));
        }
    }

    @Test
    void a_slow_pattern_is_held_to_its_time() {
        assertTimeoutPreemptively(Duration.ofSeconds(60), () -> {
            var grammar = Grammar.gbnf("root ::= \"<tool_call>\" \"{\"");
            var lazy = grammar.withTriggers(new Trigger.Pattern(Pattern.compile("[\\s\\S]*?(<tool_call>)")));
            var matcher = lazy.matcher(VOCABULARY);
            for (int i = 0; i < 1_000; i++) accept(matcher, "Hello ", "<tool");
            accept(matcher, "_call>");
            assertEquals(List.of("{"), allowed(matcher));
            var explosive = grammar.withTriggers(new Trigger.Pattern(Pattern.compile("(a*)(a*)(a*)(a*)\\1(<tool)")))
                    .matcher(VOCABULARY);
            assertThrows(GrammarException.class, () -> accept(explosive, "a".repeat(300)));
        });
    }

    @Test
    void a_trigger_that_can_never_come_is_refused() {
        var grammar = Grammar.gbnf("root ::= [a-c]");
        var word = assertThrows(GrammarException.class, () -> grammar.withTriggers(new Trigger.Word("x")));
        assertEquals("the grammar has to match the trigger word \"x\" too, but begins with [a-c]", word.getMessage());
        var silent = grammar.withTriggers(new Trigger.TokenId(THINK));
        assertThrows(GrammarException.class, () -> silent.matcher(VOCABULARY));
        assertThrows(GrammarException.class, () -> grammar.withTriggers(new Trigger.TokenId(SIZE)).matcher(VOCABULARY));
        assertThrows(IllegalArgumentException.class, () -> new Trigger.Word(""));
        assertThrows(IllegalArgumentException.class, () -> new Trigger.TokenId(-1));
        assertThrows(GrammarException.class,
                () -> Grammar.gbnf("root ::= .*").withTriggers(new Trigger.Word("a".repeat(5_000))));
    }

    @Test
    void a_copy_goes_its_own_way_also_while_waiting() {
        var matcher = Grammar.gbnf(TOOL).withTriggers(new Trigger.Word("<tool_call>")).matcher(VOCABULARY);
        accept(matcher, "<tool");
        var copy = matcher.copy();
        accept(matcher, "Hello ");
        accept(copy, "_call>");
        assertTrue(matcher.isWaiting());
        assertFalse(copy.isWaiting());
        var second = copy.copy();
        accept(copy, "{}");
        accept(second, "{", "\"a\": ");
        assertTrue(copy.mustEnd());
        assertFalse(second.canEnd());
    }

    @Test
    void grammars_are_values() {
        var pattern = new Trigger.Pattern(Pattern.compile("a+"));
        var one = Grammar.gbnf("root ::= [a-c]").withTriggers(new Trigger.Word("a"), pattern);
        assertEquals(one, Grammar.gbnf("root ::= [a-c]").withTriggers(new Trigger.Word("a"),
                new Trigger.Pattern(Pattern.compile("a+"))));
        assertEquals(List.of(new Trigger.Word("a"), pattern), one.triggers());
        assertEquals(Grammar.gbnf("root ::= [a-c]"), one.withTriggers());
        assertNotEquals(one, one.withTriggers(pattern));
        assertEquals("root ::= [a-c]", one.text());
    }

    @Test
    void many_threads_may_share_a_grammar() throws InterruptedException {
        var grammar = Grammar.gbnf("root ::= \"{\" (root | [a-z]*) \"}\"");
        var failures = new ArrayList<Throwable>();
        var threads = new ArrayList<Thread>();
        for (int i = 0; i < 8; i++) {
            int depth = 50 + i;
            threads.add(Thread.ofPlatform().start(() -> {
                try {
                    for (int round = 0; round < 50; round++) {
                        var matcher = grammar.matcher(VOCABULARY);
                        accept(matcher, "{".repeat(depth), "abc", "}".repeat(depth - 1));
                        assertEquals(List.of("}", "}"), allowed(matcher));
                    }
                } catch (Throwable failure) {
                    synchronized (failures) {
                        failures.add(failure);
                    }
                }
            }));
        }
        for (Thread thread : threads) thread.join();
        assertEquals(List.of(), failures);
    }
}
