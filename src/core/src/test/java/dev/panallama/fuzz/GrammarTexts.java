package dev.panallama.fuzz;

import dev.panallama.GenerationOptions;
import dev.panallama.TinyModels;
import dev.panallama.grammar.Grammar;
import dev.panallama.sampler.Sampler;
import java.util.List;

/// Grammars in GBNF: those that are taken guide a generation.
final class GrammarTexts implements Target {
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
                    "c", "d",
                    "e", "\n", " ", "{5,2}", "{0}", "{0,0}", "{2000}", "{2001}", "{,3}", "{1,}", "{99999999999}", "[^]",
                    "[]",
                    "[z-a]", "[a-", "\\x", "\\xff", "\\u", "\\U00110000", "\\uD800", "\uD83D\uDE00", "\uD800", "\0",
                    ".", "#",
                    "<", ">", "<[", "<[5]>", "<[999999]>", "<[-1]>", "<|im_end|>", "!<|im_end|>", "!", "\r\n", "\"\"",
                    "()", "( )*",
                    "(\"\")*", "((a)*)*", "(a|a)+", "root root", "a ::= a\n", "b ::= c b\n", "-", "^", "ws"));

    private final OpenModels models = new OpenModels();

    @Override
    public List<Step> steps(Dice dice) {
        return EDITS.steps(dice);
    }

    @Override
    public void run(List<Step> steps) {
        generate(models, Grammar.gbnf(EDITS.text(steps)));
    }

    /// Generates a few tokens that match.
    static void generate(OpenModels models, Grammar grammar) {
        grammar.matches("{\"a\": [1, 2]}");
        try (var session = models.of(TinyModels::llama).session(OpenModels.OPTIONS)) {
            session.append(5, 6, 7)
                    .generate(Sampler.defaults().withSeed(1),
                            GenerationOptions.defaults().withMaxTokens(6).withGrammar(grammar))
                    .text();
        }
    }

    @Override
    public void close() {
        models.close();
    }
}
