package dev.panallama.grammar;

import dev.panallama.error.GrammarException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/// Finds words in a text that comes byte by byte (Aho and Corasick, 1975). Immutable: the caller keeps its place.
final class WordSearch {
    private static final int MAX_BYTES = 4_096;
    private static final int[] NONE = {};

    private final IntList next = new IntList(); // 256 for each place
    private final IntList wordLength = new IntList(); // of the longest word that ends at a place, or 0
    private final IntList shorter = new IntList(); // the place of the longest proper end of it that begins a word
    private final int longest;

    WordSearch(List<String> words) {
        addPlace();
        int most = 0;
        for (String word : words) {
            byte[] bytes = word.getBytes(StandardCharsets.UTF_8);
            most = Math.max(most, bytes.length);
            add(bytes);
        }
        longest = most;
        connect();
    }

    private int addPlace() {
        for (int i = 0; i < 256; i++) next.add(0);
        wordLength.add(0);
        shorter.add(0);
        if (wordLength.size() > MAX_BYTES)
            throw new GrammarException("the trigger words have more than %,d bytes together".formatted(MAX_BYTES));
        return wordLength.size() - 1;
    }

    private void add(byte[] word) {
        int place = 0;
        for (byte value : word) {
            int edge = 256 * place + (value & 0xFF);
            if (next.get(edge) == 0) next.set(edge, addPlace());
            place = next.get(edge);
        }
        wordLength.set(place, word.length);
    }

    /// Breadth first, completes each place with what its longest proper end knows.
    private void connect() {
        Deque<Integer> todo = new ArrayDeque<>(List.of(0));
        while (!todo.isEmpty()) {
            int place = todo.remove();
            for (int value = 0; value < 256; value++) {
                int edge = 256 * place + value;
                int fallback = place == 0 ? 0 : next.get(256 * shorter.get(place) + value);
                if (next.get(edge) == 0) {
                    next.set(edge, fallback);
                } else if (next.get(edge) != fallback) {
                    shorter.set(next.get(edge), fallback);
                    todo.add(next.get(edge));
                }
            }
        }
    }

    /// Returns the number of bytes of the longest word.
    int longest() {
        return longest;
    }

    /// Returns the place after one more byte; a text begins at place 0.
    int next(int place, byte value) {
        return next.get(256 * place + (value & 0xFF));
    }

    /// Returns the numbers of bytes of the words that end here, the longest first.
    int[] ending(int place) {
        int[] lengths = NONE;
        for (int at = place; at != 0; at = shorter.get(at)) {
            if (wordLength.get(at) == 0) continue;
            lengths = Arrays.copyOf(lengths, lengths.length + 1);
            lengths[lengths.length - 1] = wordLength.get(at);
        }
        return lengths;
    }
}
