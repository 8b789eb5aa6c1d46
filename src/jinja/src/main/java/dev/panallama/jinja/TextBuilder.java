package dev.panallama.jinja;

import java.util.Arrays;

/// Puts texts together, with their marks.
final class TextBuilder {
    private final StringBuilder characters = new StringBuilder();
    private int[] marks = {};
    private int used;

    TextBuilder append(String plain) {
        characters.append(plain);
        return this;
    }

    TextBuilder append(Text text) {
        return append(text, 0, text.length());
    }

    TextBuilder append(Text text, int start, int end) {
        int shift = characters.length() - start;
        int[] others = text.marks();
        for (int i = 0; i < others.length && others[i] < end; i += 2)
            mark(Math.max(others[i], start) + shift, Math.min(others[i + 1], end) + shift);
        characters.append(text.toString(), start, end);
        return this;
    }

    /// Appends characters that stand for one of the text's own, marked as that is.
    TextBuilder append(String replacement, Text original, int index) {
        if (isMarked(original, index)) mark(characters.length(), characters.length() + replacement.length());
        characters.append(replacement);
        return this;
    }

    private static boolean isMarked(Text text, int index) {
        int found = Arrays.binarySearch(text.marks(), index);
        return found >= 0 ? found % 2 == 0 : (-found - 1) % 2 == 1;
    }

    private void mark(int start, int end) {
        if (start >= end) return;
        if (used > 0 && marks[used - 1] == start) {
            marks[used - 1] = end;
            return;
        }
        if (used == marks.length) marks = Arrays.copyOf(marks, Math.max(8, 2 * used));
        marks[used++] = start;
        marks[used++] = end;
    }

    int length() {
        return characters.length();
    }

    Text text() {
        return new Text(characters.toString(), Arrays.copyOf(marks, used), false);
    }
}
