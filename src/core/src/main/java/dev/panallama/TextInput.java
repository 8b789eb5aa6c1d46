package dev.panallama;

import dev.panallama.error.InputTooLongException;
import java.util.ArrayList;
import java.util.List;

/// Turns texts into the tokens that a model computes, none of them longer than the limit. Immutable.
final class TextInput {
    private final Vocabulary vocabulary;
    private final int limit;

    TextInput(Vocabulary vocabulary, int limit) {
        this.vocabulary = vocabulary;
        this.limit = limit;
    }

    /// Returns the pieces of text number `index`: one where it fits.
    List<int[]> pieces(int index, String prefix, String text, LongInput longInput) {
        int[] ids = vocabulary.tokenize(prefix + text, true, false);
        if (ids.length == 0) throw new IllegalArgumentException("text %d has no tokens: leave it out".formatted(index));
        if (ids.length <= limit) return List.of(ids);
        return switch (longInput) {
            case LongInput.Refuse() -> throw refusal(index, ids.length);
            case LongInput.Truncate() -> List.of(truncated(prefix + text));
            case LongInput.Split(int overlap) -> split(prefix, text, overlap);
        };
    }

    /// Returns tokens as they are, if they are some and fit.
    int[] checked(int... ids) {
        vocabulary.check(ids);
        if (ids.length == 0) throw new IllegalArgumentException("no tokens are given: give one at least");
        if (ids.length > limit) throw refusal(0, ids.length);
        return ids.clone();
    }

    private InputTooLongException refusal(int index, int tokens) {
        return new InputTooLongException(index, tokens, limit,
                "shorten it, raise maxTokens if the model takes more, or choose another LongInput");
    }

    private int[] truncated(String text) {
        TextFrame frame = frame();
        int[] ids = vocabulary.tokenize(text);
        return frame.around(ids, 0, limit - frame.length());
    }

    private List<int[]> split(String prefix, String text, int overlap) {
        TextFrame frame = frame().withPrefix(vocabulary.tokenize(prefix));
        int[] ids = vocabulary.tokenize(text);
        int room = limit - frame.length();
        if (room <= overlap)
            throw new IllegalArgumentException(
                    "pieces of %d tokens leave no room beside an overlap of %d and %d around each: lower the overlap"
                            .formatted(limit, overlap, frame.length()));
        var pieces = new ArrayList<int[]>();
        for (int from = 0;; from += room - overlap) {
            pieces.add(frame.around(ids, from, Math.min(ids.length, from + room)));
            if (from + room >= ids.length) return pieces;
        }
    }

    private TextFrame frame() {
        TextFrame frame = TextFrame.of(vocabulary);
        if (frame.length() < limit) return frame;
        throw new IllegalArgumentException(
                "maxTokens is %d, and the model wants %d tokens around a text: give more"
                        .formatted(limit, frame.length()));
    }
}
