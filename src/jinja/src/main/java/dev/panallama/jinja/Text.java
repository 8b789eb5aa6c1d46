package dev.panallama.jinja;

import java.util.List;

/// Text whose parts know where they came from: from the template, or from what a user wrote. Immutable.
///
/// Two texts are equal if their characters are.
public final class Text implements CharSequence {
    private final String text;
    private final boolean input;

    private Text(String text, boolean input) {
        this.text = text;
        this.input = input;
    }

    /// A part of a text.
    ///
    /// @param input whether a user wrote it
    public record Piece(String text, boolean input) {}

    /// Returns text that is as good as the template's own.
    public static Text of(String plain) {
        return new Text(plain, false);
    }

    /// Returns text marked as input: it came from a user, and is data wherever it ends up.
    public static Text input(String text) {
        return new Text(text, true);
    }

    /// Returns the parts in order: none is empty, and no two neighbours are of the same kind.
    public List<Piece> pieces() {
        return text.isEmpty() ? List.of() : List.of(new Piece(text, input));
    }

    @Override
    public int length() {
        return text.length();
    }

    @Override
    public char charAt(int index) {
        return text.charAt(index);
    }

    @Override
    public Text subSequence(int start, int end) {
        return new Text(text.substring(start, end), input);
    }

    @Override
    public String toString() {
        return text;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Text it && it.text.equals(text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }
}
