package dev.panallama.runner.conversations;

import java.util.Optional;

/// Words that are looked for, whatever their case. Every character is meant as it is.
final class SearchText {
    private static final int BEFORE = 40; // characters
    private static final int AFTER = 120;

    private final String folded;

    SearchText(String text) {
        folded = folded(text);
    }

    boolean isIn(String text) {
        return folded(text).contains(folded);
    }

    /// Returns what stands around the first place where the words are.
    Optional<String> snippet(String text) {
        int hit = folded(text).indexOf(folded);
        if (hit < 0) return Optional.empty();
        int from = whole(text, wordAfter(text, Math.max(0, hit - BEFORE), hit));
        int to = whole(text, Math.min(text.length(), hit + folded.length() + AFTER));
        String part = text.substring(from, to).strip().replaceAll("\\s+", " ");
        return Optional.of((from > 0 ? "…" : "") + part + (to < text.length() ? "…" : ""));
    }

    private static int wordAfter(String text, int from, int hit) {
        if (from == 0) return 0;
        for (int i = from; i < hit; i++) if (Character.isWhitespace(text.charAt(i))) return i + 1;
        return from;
    }

    /// Returns a place that is not inside a character.
    private static int whole(String text, int index) {
        boolean inside = index > 0 && index < text.length() && Character.isLowSurrogate(text.charAt(index))
                && Character.isHighSurrogate(text.charAt(index - 1));
        return inside ? index - 1 : index;
    }

    /// Character by character, so that places stay what they are.
    private static String folded(String text) {
        char[] characters = text.toCharArray();
        for (int i = 0; i < characters.length; i++) characters[i] = folded(characters[i]);
        return new String(characters);
    }

    private static char folded(char c) {
        if (c < 128) return c >= 'A' && c <= 'Z' ? (char) (c + 32) : c;
        return Character.toLowerCase(Character.toUpperCase(c));
    }
}
