package dev.panallama.fuzz;

import dev.panallama.GenerationOptions;
import dev.panallama.TinyModels;
import dev.panallama.grammar.Grammar;
import dev.panallama.sampler.Sampler;
import java.util.ArrayList;
import java.util.List;

/// Grammars in GBNF. Those that are taken guide a generation.
final class Grammars {
    private static final List<String> TEXTS = List.of("", "yes", "{\"a\": [1, 2]}", "a".repeat(120),
            "ab".repeat(50) + "c",
            "((((((((((", "äöü\u0000\uD800");

    private static final TextEdits EDITS = new TextEdits(
            List.of("root ::= \"yes\" | \"no\"", """
                    root ::= object
                    object ::= "{" ws (pair ("," ws pair)*)? "}"
                    pair ::= string ":" ws value
                    string ::= "\\"" ([^"\\\\\\x00-\\x1f] | "\\\\" ["\\\\bfnrt])* "\\""
                    value ::= object | string | [0-9]+ | "true"
                    ws ::= [ \\t\\n]{0,4}
                    """, """
                    # a list
                    root ::= (item "\\n"){1,5}
                    item ::= "- " [^\\n]+ | <|im_end|> | !<|im_start|> .
                    """, """
                    root ::= a b? c+ d{2,} e{3}
                    a ::= [a-zäöü] | ""
                    b ::= "\\u00e9" | "\\U0001F600" c
                    c ::= ("x" | "y" (a | "z"))*
                    d ::= . | [^a-c]
                    e ::= "1" e | "2"
                    """),
            List.of("(", ")", "[", "]", "{", "}", "*", "+", "?", "|", "\"", "\\", "::=", "root", "root ::= ", "a", "b",
                    "c",
                    "d", "e", "\n", " ", "{5,2}", "{0}", "{0,0}", "{2000}", "{2001}", "{,3}", "{1,}", "{99999999999}",
                    "[^]",
                    "[]", "[z-a]", "[a-", "\\x", "\\xff", "\\u", "\\U00110000", "\\uD800", "\uD83D\uDE00", "\uD800",
                    "\0",
                    ".", "#", "<", ">", "<[", "<[5]>", "<[999999]>", "<[-1]>", "<|im_end|>", "!<|im_end|>", "!", "\r\n",
                    "\"\"", "()", "( )*", "(\"\")*", "((a)*)*", "(a|a)+", "root root", "a ::= a\n", "b ::= c b\n", "-",
                    "^"));

    private static final List<String> ATOMS = List.of("\"a\"", "\"ab\"", "\"\"", "[a-c]", "[^a]", ".", "\"\\n\"",
            "\"\\xff\"",
            "[\\x00-\\U0010FFFF]", "<|im_end|>", "!<|im_start|>", "<[7]>", "\"{\"", "\"yes\"", "\"ä\"", "[0-9]");
    private static final List<String> REPETITIONS = List.of("", "", "", "*", "+", "?", "{2}", "{0,3}", "{1,}", "{0}",
            "{7,200}");
    private static final List<String> RULES = List.of("root", "one", "two", "three");

    private Grammars() {}

    static Target target() {
        return new TextTarget(EDITS, Grammars::made, (models, text) -> generate(models, Grammar.gbnf(text)));
    }

    /// A rule refers to later ones as a rule: what begins with itself is refused.
    private static List<String> made(Dice dice) {
        var rules = new ArrayList<String>();
        for (int i = 0; i < RULES.size(); i++)
            rules.add("%s ::= %s\n".formatted(RULES.get(i), choice(dice, 2, dice.oneIn(8) ? 0 : i)));
        return rules;
    }

    private static String choice(Dice dice, int depth, int rule) {
        var text = new StringBuilder(sequence(dice, depth, rule));
        for (int i = dice.below(3); i > 0; i--) text.append(" | ").append(sequence(dice, depth, rule));
        return text.toString();
    }

    private static String sequence(Dice dice, int depth, int rule) {
        var text = new StringBuilder();
        for (int i = dice.below(4); i >= 0; i--) {
            text.append(switch (depth == 0 ? 0 : dice.below(5)) {
                case 0, 1, 2 -> dice.of(ATOMS);
                case 3 -> "(" + choice(dice, depth - 1, rule) + ")";
                default -> rule + 1 < RULES.size() ? dice.of(RULES.subList(rule + 1, RULES.size())) : dice.of(ATOMS);
            }).append(dice.of(REPETITIONS)).append(' ');
        }
        return text.toString();
    }

    /// Matches texts, and generates a few tokens that match.
    static void generate(OpenModels models, Grammar grammar) {
        TEXTS.forEach(grammar::matches);
        var options = GenerationOptions.defaults().withMaxTokens(6).withGrammar(grammar);
        try (var session = models.of(TinyModels::llama).session(OpenModels.OPTIONS)) {
            session.append(5, 6, 7).generate(Sampler.defaults().withSeed(1), options).text();
        }
    }
}
