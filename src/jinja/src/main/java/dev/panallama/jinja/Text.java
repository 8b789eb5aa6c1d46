package dev.panallama.jinja;

import java.util.ArrayList;
import java.util.List;

/// Text whose parts know where they came from: from the template, or from what a user wrote. Immutable.
///
/// Two texts are equal if their characters are. The marks are places in the text, so a text without any costs no more
/// than its [String].
public final class Text implements CharSequence {
    private static final int[] UNMARKED = {};
    static final Text EMPTY = new Text("", UNMARKED, false);

    private final String text;
    private final int[] marks; // begin and end of each marked part, in order, never touching
    private final boolean markup; // came from the filter `safe`: what `+` adds to it is escaped

    Text(String text, int[] marks, boolean markup) {
        this.text = text;
        this.marks = marks;
        this.markup = markup;
    }

    /// A part of a text.
    ///
    /// @param input whether a user wrote it
    public record Piece(String text, boolean input) {}

    /// Returns text that is as good as the template's own.
    public static Text of(String plain) {
        return new Text(plain, UNMARKED, false);
    }

    /// Returns text marked as input: it came from a user, and is data wherever it ends up.
    public static Text input(String text) {
        return new Text(text, text.isEmpty() ? UNMARKED : new int[]{0, text.length()}, false);
    }

    /// Returns the parts in order: none is empty, and no two neighbours are of the same kind.
    public List<Piece> pieces() {
        var pieces = new ArrayList<Piece>();
        int done = 0;
        for (int i = 0; i < marks.length; i += 2) {
            if (marks[i] > done) pieces.add(new Piece(text.substring(done, marks[i]), false));
            pieces.add(new Piece(text.substring(marks[i], marks[i + 1]), true));
            done = marks[i + 1];
        }
        if (done < text.length()) pieces.add(new Piece(text.substring(done), false));
        return List.copyOf(pieces);
    }

    boolean isMarked() {
        return marks.length > 0;
    }

    int[] marks() {
        return marks;
    }

    boolean isMarkup() {
        return markup;
    }

    /// Returns the same text, markup or not.
    Text asMarkup(boolean wanted) {
        return markup == wanted ? this : new Text(text, marks, wanted);
    }

    /// Returns a text with the same marks: each character of this one became one of that.
    Text withCharacters(String sameLength) {
        return new Text(sameLength, marks, false);
    }

    /// Returns the number of code points, which is what Python counts.
    int size() {
        return text.codePointCount(0, text.length());
    }

    boolean isBasic() {
        return size() == text.length();
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
        if (start == 0 && end == text.length()) return this;
        if (marks.length == 0) return new Text(text.substring(start, end), UNMARKED, false);
        return new TextBuilder().append(this, start, end).text();
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
