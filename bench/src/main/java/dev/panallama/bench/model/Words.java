package dev.panallama.bench.model;

import dev.panallama.Model;
import dev.panallama.ModelOptions;
import dev.panallama.Vocabulary;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/// Makes texts of so many tokens exactly, of words that a vocabulary has as one token each. For one thread.
public final class Words implements AutoCloseable {
    private static final int MOST_ATTEMPTS = 10_000;

    private final Model model;
    private final Vocabulary vocabulary;
    private final List<String> words;

    /// Reads the vocabulary of a model, not its weights.
    ///
    /// @throws IllegalArgumentException if it has no words
    public Words(Path file) {
        model = Model.load(file, ModelOptions.defaults().withVocabularyOnly(true));
        vocabulary = model.vocabulary();
        words = words(vocabulary);
        if (!words.isEmpty()) return;
        model.close();
        throw new IllegalArgumentException("%s has no words as tokens: take another model".formatted(file));
    }

    private static List<String> words(Vocabulary vocabulary) {
        var whole = new ArrayList<String>();
        var any = new ArrayList<String>();
        for (int id = 0; id < vocabulary.size(); id++) {
            String text = vocabulary.detokenize(id);
            if (text.matches(" [a-z]{3,}")) whole.add(text);
            if (text.matches(" ?[a-z]+")) any.add(text);
        }
        return whole.size() >= 100 ? whole : any;
    }

    /// Returns how many tokens there are.
    public int size() {
        return vocabulary.size();
    }

    /// Returns a text of so many tokens, without the one that may begin it.
    public String text(int tokens, RandomGenerator random) {
        return extend("", tokens, random);
    }

    /// Returns a text that goes on until it has so many tokens in all, without the one that may begin it.
    ///
    /// @throws IllegalStateException if none of that length is found
    public String extend(String beginning, int tokens, RandomGenerator random) {
        var text = new StringBuilder(beginning);
        var ends = new ArrayList<Integer>();
        for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
            int missing = tokens - count(text.toString());
            if (missing == 0) return text.toString();
            if (missing < 0 && ends.isEmpty()) break;
            if (missing < 0) text.setLength(ends.removeLast());
            for (int i = 0; i < missing; i++) {
                ends.add(text.length());
                text.append(words.get(random.nextInt(words.size())));
            }
        }
        throw new IllegalStateException("no text of %d tokens was found: ask for more".formatted(tokens));
    }

    /// Returns how many tokens a text has, without the one that may begin it.
    public int count(String text) {
        return vocabulary.tokenize(text).length;
    }

    /// Returns the tokens of a random text.
    public List<Integer> ids(int tokens, RandomGenerator random) {
        return Arrays.stream(vocabulary.tokenize(text(tokens, random))).boxed().toList();
    }

    @Override
    public void close() {
        model.close();
    }
}
