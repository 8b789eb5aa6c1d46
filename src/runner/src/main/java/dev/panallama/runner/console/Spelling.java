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

    /// Returns how many letters have to be changed, added or left out to get from one word to the other; 1 if one begins the other.
    private static int distance(String one, String other) {
        int shorter = Math.min(one.length(), other.length());
        if (shorter > 3 && one.regionMatches(0, other, 0, shorter))
            return Math.min(1, Math.abs(one.length() - other.length()));
        int[] row = new int[other.length() + 1];
        for (int j = 0; j < row.length; j++) row[j] = j;
        for (int i = 1; i <= one.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int changed = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(changed, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[other.length()];
    }
}
