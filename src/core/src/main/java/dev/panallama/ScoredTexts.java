package dev.panallama;

import dev.panallama.internal.host.HostedScorer;
import java.util.Arrays;
import java.util.List;

/// Turns texts into the tokens that a [Scorer] scores.
final class ScoredTexts {
    private final Vocabulary vocabulary;

    ScoredTexts(Vocabulary vocabulary) {
        this.vocabulary = vocabulary;
    }

    /// Returns each text after the prefix, scored from the first token on that the prefix alone does not have.
    List<HostedScorer.Text> after(String prefix, List<String> texts) {
        int[] before = vocabulary.tokenize(prefix);
        return texts.stream().map(it -> after(prefix, before, it)).toList();
    }

    private HostedScorer.Text after(String prefix, int[] before, String text) {
        if (text.isEmpty())
            throw new IllegalArgumentException("the text to score is empty: give one character at least");
        int[] ids = vocabulary.tokenize(prefix + text);
        int mismatch = Arrays.mismatch(before, ids);
        int from = mismatch < 0 ? ids.length : mismatch;
        boolean begin = from == 0 || vocabulary.addsBeginningOfText();
        return begin ? new HostedScorer.Text(withBeginning(ids), from + 1) : new HostedScorer.Text(ids, from);
    }

    private int[] withBeginning(int[] ids) {
        int[] joined = new int[ids.length + 1];
        joined[0] = vocabulary.firstOfText();
        System.arraycopy(ids, 0, joined, 1, ids.length);
        return joined;
    }

    /// Returns how many tokens come before what is scored in any of the texts, and are the same in all.
    static int shared(List<HostedScorer.Text> texts) {
        int[] first = texts.getFirst().ids();
        int shared = first.length;
        for (HostedScorer.Text it : texts) {
            int mismatch = Arrays.mismatch(first, it.ids());
            shared = Math.min(Math.min(shared, it.from()), mismatch < 0 ? first.length : mismatch);
        }
        return shared;
    }

    /// Returns a window, of which the second half is scored, and which the model's first token begins if it wants one. All
    /// of it is computed, as llama.cpp's program does: batches of another size have other last digits.
    HostedScorer.Text window(int[] tokens, int index, int length) {
        int[] window = Arrays.copyOfRange(tokens, index * length, (index + 1) * length);
        if (vocabulary.addsBeginningOfText()) window[0] = vocabulary.firstOfText();
        return new HostedScorer.Text(window, length / 2 + 1, length);
    }
}
