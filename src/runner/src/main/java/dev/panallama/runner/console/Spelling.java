package dev.panallama.runner.console;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/// Finds what somebody meant who has mistyped a word.
public final class Spelling {
    private static final int MOST = 3;

    private Spelling() {}

    /// Returns a question such as ` - did you mean run or rm?`; nothing if no word is like the one that was typed.
    public static String question(String typed, Collection<String> words) {
        List<String> near = near(typed, words);
        return near.isEmpty() ? "" : " - did you mean %s?".formatted(String.join(" or ", near));
    }

    /// Returns the words that are most like one that was typed, the nearest first.
    static List<String> near(String typed, Collection<String> words) {
        String word = typed.toLowerCase(Locale.ROOT);
        int letters = word.replace("-", "").length();
        int limit = Math.clamp(letters / 2, 1, 3);
        return words.stream()
                .distinct()
                .filter(it -> distance(word, it.toLowerCase(Locale.ROOT)) <= limit)
                .sorted(Comparator.comparingInt(it -> distance(word, it.toLowerCase(Locale.ROOT))))
                .limit(MOST)
                .toList();
    }

    /// Returns how many letters have to be changed, added, left out or swapped with the next to get from one word to the other; 1
    /// if one begins the other.
    private static int distance(String one, String other) {
        int shorter = Math.min(one.length(), other.length());
        if (shorter > 3 && one.regionMatches(0, other, 0, shorter))
            return Math.min(1, Math.abs(one.length() - other.length()));
        int[][] steps = new int[one.length() + 1][other.length() + 1];
        for (int i = 0; i <= one.length(); i++) {
            for (int j = 0; j <= other.length(); j++) steps[i][j] = steps(steps, one, other, i, j);
        }
        return steps[one.length()][other.length()];
    }

    /// Returns how far the first letters of two words are apart, of which all that are fewer are known.
    private static int steps(int[][] known, String one, String other, int i, int j) {
        if (i == 0 || j == 0) return i + j;
        boolean same = one.charAt(i - 1) == other.charAt(j - 1);
        int least = Math.min(known[i - 1][j - 1] + (same ? 0 : 1), 1 + Math.min(known[i - 1][j], known[i][j - 1]));
        boolean swapped = i > 1 && j > 1
                && one.charAt(i - 1) == other.charAt(j - 2) && one.charAt(i - 2) == other.charAt(j - 1);
        return swapped ? Math.min(least, known[i - 2][j - 2] + 1) : least;
    }
}
