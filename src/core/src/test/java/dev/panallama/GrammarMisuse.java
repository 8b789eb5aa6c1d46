package dev.panallama;

import static dev.panallama.MisuseCase.entry;

import dev.panallama.grammar.Grammar;
import dev.panallama.grammar.Trigger;
import dev.panallama.sampler.Sampler;
import dev.panallama.sampler.Stage;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Gives grammars that would end a C program, or never end in it. Run by [MisuseTest].
final class GrammarMisuse {
    /// The cases by name.
    static final Map<String, MisuseCase> CASES = new TreeMap<>(Map.ofEntries(
            entry("a maximum below the minimum",
                    "GrammarException: line 1, column 13 of the grammar: {5,2} has its bounds",
                    model -> generate(model, "root ::= \"e\"{5,2}")),
            entry("left recursion", "GrammarException: line 1, column 1 of the grammar: rule root begins with itself",
                    model -> generate(model, "root ::= root \"a\" | \"a\"")),
            entry("a rule that there is not", "GrammarException: line 1, column 10 of the grammar: there is no rule",
                    model -> generate(model, "root ::= nothing")),
            entry("no root", "GrammarException: the grammar has no rule named root",
                    model -> generate(model, "a ::= \"a\"")),
            entry("a token that there is not", "GrammarException: the grammar names <[99999999]>",
                    model -> generate(model, "root ::= <[99999999]>")),
            entry("a hundred thousand parentheses", "GrammarException: line 1, column 510",
                    model -> generate(model, "root ::= " + "(".repeat(100_000) + "\"a\"" + ")".repeat(100_000))),
            entry("a chain of a hundred thousand rules", "GrammarException: a grammar of 1,777,802 characters",
                    model -> generate(model, chain(100_000))),
            entry("a hundred thousand alternatives", "GrammarException: a grammar of 988,896 characters",
                    model -> generate(model, "root ::= "
                            + IntStream.range(0, 100_000).mapToObj(i -> "\"" + i + "\"")
                                    .collect(Collectors.joining(" | ")))),
            entry("a million repetitions", "GrammarException: line 1, column 14 of the grammar: more than 65,536",
                    model -> generate(model, "root ::= \"a\"{1000000}")),
            entry("rules that double twenty times", "done", model -> generate(model, doubling())),
            entry("what can be read in two ways", "done",
                    model -> generate(model, "root ::= \"e\" root | \"e\" root \"o\" | \"o\"")),
            entry("what the sampler rules out", "LlamaException: ", GrammarMisuse::ruledOut),
            entry("a token of no name", "GrammarException: the grammar names <nosuch>",
                    model -> generate(model, "root ::= <nosuch>")),
            entry("nothing at all", "done", model -> generate(model, "root ::= \"\"")),
            entry("an end token in the midst of a rule", "done", GrammarMisuse::endInTheMidst),
            entry("a trigger that does not match", "GrammarException: the grammar has to match the trigger",
                    GrammarMisuse::lazy),
            entry("a schema nested without end", "IllegalArgumentException: the JSON schema is no JSON",
                    model -> Grammar.jsonSchema(nested(100_000))),
            entry("a pattern nested without end", "RegexException: the regular expression",
                    model -> Grammar.regex("(".repeat(100_000) + "a" + ")".repeat(100_000))),
            entry("a grammar for a model without a vocabulary",
                    "UnsupportedOperationException: this model has no vocabulary",
                    _ -> ContractMisuse.withoutVocabulary(model -> generate(model, "root ::= \"a\"")))));

    private GrammarMisuse() {}

    private static String generate(Model model, String grammar) {
        return generate(model, Grammar.gbnf(grammar));
    }

    private static String generate(Model model, Grammar grammar) {
        try (var session = model.session(SessionMisuse.OPTIONS())) {
            return session.append(1, 2, 3)
                    .generate(Sampler.greedy(), GenerationOptions.defaults().withMaxTokens(8).withGrammar(grammar))
                    .text();
        }
    }

    private static String chain(int rules) {
        return "root ::= r1\n" + IntStream.range(1, rules)
                .mapToObj(i -> "r%d ::= r%d\n".formatted(i, i + 1))
                .collect(Collectors.joining()) + "r%d ::= \"a\"".formatted(rules);
    }

    private static String doubling() {
        return "root ::= r1\n" + IntStream.range(1, 20)
                .mapToObj(i -> "r%d ::= r%d r%d | r%d\n".formatted(i, i + 1, i + 1, i + 1))
                .collect(Collectors.joining()) + "r20 ::= \"a\"";
    }

    private static String nested(int depth) {
        return "{\"items\":".repeat(depth) + "{}" + "}".repeat(depth);
    }

    /// The model would like to end, and may not.
    private static void endInTheMidst(Model model) {
        int end = IntStream.range(0, model.vocabulary().size())
                .filter(model.vocabulary()::isEndOfGeneration)
                .findFirst()
                .orElseThrow();
        var likeEnd = new Stage.LogitBias(Map.of(end, 100f));
        try (var session = model.session(SessionMisuse.OPTIONS())) {
            String text = session.append("Hello")
                    .generate(Sampler.of(likeEnd), GenerationOptions.defaults()
                            .withMaxTokens(20)
                            .withGrammar(Grammar.gbnf("root ::= \"one two three\"")))
                    .text();
            if (!text.equals("one two three")) throw new AssertionError(text);
        }
    }

    private static void ruledOut(Model model) {
        int[] all = IntStream.range(0, model.vocabulary().size())
                .filter(it -> model.vocabulary().text(it).startsWith("e"))
                .toArray();
        try (var session = model.session(SessionMisuse.OPTIONS())) {
            session.append("Hello")
                    .generate(Sampler.of(Stage.LogitBias.never(all)), GenerationOptions.defaults()
                            .withGrammar(Grammar.gbnf("root ::= \"e\"")))
                    .text();
        }
    }

    private static void lazy(Model model) {
        Grammar grammar = Grammar.gbnf("root ::= \"zzz\"").withTriggers(new Trigger.Word(" "));
        generate(model, grammar);
    }
}
