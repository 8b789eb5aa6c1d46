package dev.panallama;

import dev.panallama.jinja.Text;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/// Turns prompts into tokens so that nothing that was said passes for a mark of the template. Serves one vocabulary, any
/// thread.
///
/// A prompt is tokenized as a whole, which is what models are trained on. Where a mark stands in what was said, the text is cut
/// inside of it and the parts are tokenized apart: the characters stay, but they do not become the mark's tokens.
final class PromptTokens {
    private static final int MOST_ROUNDS = 8;
    private static final String BYTE = "\u0001"; // which no vocabulary joins to anything

    private final Vocabulary vocabulary;
    private final Set<String> marks;
    private final Map<String, Integer> offsets = new ConcurrentHashMap<>(); // where marks are cut

    /// @param marks texts that the template has between messages
    PromptTokens(Vocabulary vocabulary, Set<String> marks) {
        this.vocabulary = vocabulary;
        this.marks = marks;
    }

    /// Returns the tokens of a whole prompt, after the one that begins a text if the model wants it and the template has not
    /// written it.
    int[] whole(Text prompt) {
        int[] ids = tokens(prompt, false);
        int first = vocabulary.beginningOfText().orElse(-1);
        boolean lacks = vocabulary.addsBeginningOfText() && first >= 0 && (ids.length == 0 || ids[0] != first);
        return lacks ? joined(List.of(new int[]{first}, ids)) : ids;
    }

    /// Returns the tokens of what follows a text.
    int[] continued(Text text) {
        return tokens(text, true);
    }

    private int[] tokens(Text text, boolean continued) {
        String whole = text.toString();
        var known = new HashSet<>(marks);
        List<String> parts = List.of(whole);
        List<int[]> ids = tokens(parts, continued);
        for (int round = 0; round < MOST_ROUNDS; round++) {
            for (int[] of : ids) known.addAll(controlTexts(of));
            List<String> cut = parts(whole, cuts(text, known));
            if (cut.equals(parts)) break;
            parts = cut;
            ids = tokens(parts, continued); // which may show another mark, that the one that was cut had hidden
        }
        return joined(ids);
    }

    private List<int[]> tokens(List<String> parts, boolean continued) {
        var all = new ArrayList<int[]>();
        for (String part : parts)
            all.add(continued || !all.isEmpty() ? continuing(part) : vocabulary.tokenize(part, false, true));
        return all;
    }

    /// Tokenizes text without the space that some vocabularies put before a text.
    private int[] continuing(String part) {
        if (vocabulary.kind() != Vocabulary.Kind.SENTENCE_PIECE) return vocabulary.tokenize(part, false, true);
        int[] ids = vocabulary.tokenize(BYTE + part, false, true);
        return Arrays.copyOfRange(ids, vocabulary.tokenize(BYTE, false, true).length, ids.length);
    }

    /// Returns the texts of the tokens that are not text: such tokens have no bytes.
    private Set<String> controlTexts(int... ids) {
        var texts = new HashSet<String>();
        for (int id : ids) if (vocabulary.cachedPiece(id).length == 0) texts.add(vocabulary.text(id));
        texts.remove("");
        return texts;
    }

    /// Returns where to cut: inside each mark that is, at least in part, something said.
    private SortedSet<Integer> cuts(Text text, Set<String> marks) {
        String whole = text.toString();
        var cuts = new TreeSet<Integer>();
        int from = 0;
        for (Text.Piece piece : text.pieces()) {
            int to = from + piece.text().length();
            if (piece.input()) for (String mark : marks) cut(whole, from, to, mark, cuts);
            from = to;
        }
        return cuts;
    }

    private void cut(String whole, int from, int to, String mark, Set<Integer> cuts) {
        int end = Math.min(whole.length(), to + mark.length() - 1);
        int at = whole.indexOf(mark, Math.max(0, from - mark.length() + 1), end);
        while (at >= 0) {
            int inside = offsets.computeIfAbsent(mark, this::offset);
            if (inside > 0) cuts.add(at + inside);
            at = whole.indexOf(mark, at + 1, end);
        }
    }

    /// Returns where to cut a mark so that its parts have other tokens than the whole, or 0 if each character is one.
    private int offset(String mark) {
        int[] whole = continuing(mark);
        for (int at = mark.offsetByCodePoints(0, 1); at < mark.length(); at = mark.offsetByCodePoints(at, 1)) {
            int[] parts = joined(List.of(continuing(mark.substring(0, at)), continuing(mark.substring(at))));
            if (!Arrays.equals(whole, parts)) return at;
        }
        return 0;
    }

    private static List<String> parts(String whole, SortedSet<Integer> cuts) {
        var parts = new ArrayList<String>();
        int from = 0;
        for (int cut : cuts) {
            parts.add(whole.substring(from, cut));
            from = cut;
        }
        parts.add(whole.substring(from));
        return parts;
    }

    private static int[] joined(List<int[]> parts) {
        return parts.stream().flatMapToInt(Arrays::stream).toArray();
    }
}
