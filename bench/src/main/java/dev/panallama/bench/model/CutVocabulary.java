package dev.panallama.bench.model;

import dev.panallama.gguf.Gguf;
import dev.panallama.gguf.GgufType;
import dev.panallama.gguf.GgufValue;
import dev.panallama.gguf.GgufWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Copies the first tokens of a vocabulary of byte pairs. They were numbered in the order in which pairs were joined, so
/// that every pair of tokens that are left joins to one that is left.
final class CutVocabulary {
    private CutVocabulary() {}

    static void copy(Path model, int tokens, GgufWriter to) throws IOException {
        Gguf header = Gguf.read(model);
        List<String> kept = texts(header, "tokenizer.ggml.tokens").subList(0, tokens);
        Set<String> known = new HashSet<>(kept);
        header.metadata().forEach((key, value) -> {
            if (key.startsWith("tokenizer.")) to.put(key, cut(key, value, tokens, known));
        });
    }

    private static GgufValue cut(String key, GgufValue value, int tokens, Set<String> known) {
        return switch (value) {
            case GgufValue.Array(GgufType type, List<?> all) when key.equals("tokenizer.ggml.merges") ->
                new GgufValue.Array(type, all.stream().filter(it -> isKnown((String) it, known)).toList());
            case GgufValue.Array(GgufType type, List<?> all) ->
                new GgufValue.Array(type, List.copyOf(all.subList(0, Math.min(tokens, all.size()))));
            default -> value;
        };
    }

    private static boolean isKnown(String merge, Set<String> known) {
        int blank = merge.indexOf(' ', 1);
        return known.contains(merge.substring(0, blank) + merge.substring(blank + 1));
    }

    private static List<String> texts(Gguf header, String key) {
        if (header.metadata().get(key) instanceof GgufValue.Array(GgufType _, List<?> all))
            return all.stream().map(String.class::cast).toList();
        throw new IllegalArgumentException("the model has no %s: take one with a vocabulary".formatted(key));
    }
}
