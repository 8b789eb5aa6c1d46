package dev.panallama.internal.ffm;

import dev.panallama.TestModels;
import dev.panallama.grammar.Grammar;
import dev.panallama.grammar.TokenMatcher;
import dev.panallama.grammar.TokenTrie;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;

/// Times a grammar in Java beside llama.cpp's own. Arguments: a grammar file and, optionally, a model. No test.
final class GrammarSpeed {
    private static final String TEXT = """
            {"name": "Ada Lovelace", "born": 1815, "tags": ["mathematics", "poetry \\u00e9", true, null],
            "works": {"Notes on the Analytical Engine": {"year": 1843, "pages": 66}}}""".replace("\n", "");

    private GrammarSpeed() {}

    public static void main(String[] args) throws IOException {
        String gbnf = Files.readString(Path.of(args[0]));
        Path file = args.length > 1 ? Path.of(args[1]) : TestModels.smolLm2();
        NativeModel model = NativeModel.load(java.util.List.of(file), it -> it.vocabularyOnly(true), _ -> true);
        NativeVocabulary vocabulary = model.vocabulary();
        long before = System.nanoTime();
        TokenTrie trie = SameTokensAsNativeGrammarTest.trie(vocabulary);
        System.out.printf("tree of %d tokens: %.0f ms%n", trie.size(), (System.nanoTime() - before) / 1e6);
        int[] ids = vocabulary.tokenize(TEXT, false, false);
        for (int round = 0; round < 5; round++) java(gbnf, trie, ids);
        for (int round = 0; round < 2; round++) nativeGrammar(gbnf, model, ids);
        model.close();
    }

    private static void java(String gbnf, TokenTrie trie, int[] ids) {
        long start = System.nanoTime();
        Grammar grammar = Grammar.gbnf(gbnf);
        System.out.printf("parse %.2f ms; ", (System.nanoTime() - start) / 1e6);
        checks("cold", grammar, trie, ids);
        checks("warm", grammar, trie, ids);
        passes("cold", Grammar.gbnf(gbnf), trie, ids);
        passes("warm", grammar, trie, ids);
        passes("warm", grammar, trie, ids);
        System.out.println();
    }

    private static void checks(String kind, Grammar grammar, TokenTrie trie, int[] ids) {
        TokenMatcher matcher = grammar.matcher(trie);
        long start = System.nanoTime();
        for (int id : ids) {
            if (!matcher.allows(id)) throw new AssertionError("token " + id);
            matcher.accept(id);
        }
        System.out.printf("%s check and accept %.2f us; ", kind, (System.nanoTime() - start) / 1e3 / ids.length);
    }

    private static void passes(String kind, Grammar grammar, TokenTrie trie, int[] ids) {
        TokenMatcher matcher = grammar.matcher(trie);
        var allowed = new BitSet();
        long all = 0;
        long longest = 0;
        for (int id : ids) {
            long start = System.nanoTime();
            matcher.allowed(allowed);
            long took = System.nanoTime() - start;
            all += took;
            longest = Math.max(longest, took);
            matcher.accept(id);
        }
        System.out.printf("%s pass %.3f ms (longest %.2f); ", kind, all / 1e6 / ids.length, longest / 1e6);
    }

    private static void nativeGrammar(String gbnf, NativeModel model, int[] ids) {
        try (var grammar = new NativeGrammar(model, gbnf)) {
            long all = 0;
            long accepts = 0;
            for (int id : ids) {
                grammar.fill();
                long start = System.nanoTime();
                grammar.apply();
                all += System.nanoTime() - start;
                start = System.nanoTime();
                grammar.accept(id);
                accepts += System.nanoTime() - start;
            }
            System.out.printf("llama.cpp: pass %.2f ms, accept %.2f us%n", all / 1e6 / ids.length,
                    accepts / 1e3 / ids.length);
        }
    }
}
