package dev.panallama.runner.chat;

import java.lang.Character.UnicodeScript;
import java.util.function.IntSupplier;
import org.jline.utils.WCWidth;

/// Breaks the lines of a text that comes in pieces, so that a terminal's edge cuts no word. A word is held back until it is whole, but the
/// first one of a line has its place and passes at once, and so does all between code fences. Serves one thread.
final class WordWrap {
    private static final int UNKNOWN = -1;
    private static final int TAB = 8; // columns
    private static final int FENCE = 3; // backticks
    private static final int LATIN = 0x300; // characters below have one column each

    private final IntSupplier columns;
    private final StringBuilder gap = new StringBuilder(); // blanks that are held, before the word
    private final StringBuilder word = new StringBuilder();
    private final StringBuilder out = new StringBuilder();
    private int width = UNKNOWN;
    private int column; // where the gap begins
    private int gapWidth;
    private int wordWidth;
    private int backticks; // at the beginning of the line
    private boolean begun; // whether something visible is on the line
    private boolean movable; // whether something visible is before the word, so that it can go to a line of its own
    private boolean code;
    private boolean opens; // whether the line is the one where the code begins

    /// Begins a text at the left edge.
    ///
    /// @param columns how wide the terminal is, 0 for as wide as need be; asked once, when there is a second word
    WordWrap(IntSupplier columns) {
        this.columns = columns;
    }

    /// Takes a piece, and returns what is to be written by now.
    String add(String piece) {
        int c;
        for (int i = 0; i < piece.length(); i += Character.charCount(c)) {
            c = piece.codePointAt(i);
            if (c == '\n') endLine();
            else if (Character.isWhitespace(c)) addBlank(c);
            else addVisible(c);
        }
        if (!movable || code || width() == 0) release();
        return written();
    }

    /// Returns what is still held, at the end of the text.
    String rest() {
        release();
        return written();
    }

    private String written() {
        String text = out.toString();
        out.setLength(0);
        return text;
    }

    private void endLine() {
        release();
        out.append('\n');
        column = 0;
        backticks = 0;
        opens = false;
        begun = false;
        movable = false;
    }

    private void addBlank(int c) {
        if (!word.isEmpty()) release();
        if (begun) backticks = UNKNOWN;
        movable = begun;
        gap.appendCodePoint(c);
        gapWidth += c == '\t' ? TAB - (column + gapWidth) % TAB : width(c);
    }

    private void addVisible(int c) {
        look(c);
        if (begun && standsAlone(c)) {
            if (!word.isEmpty()) release();
            movable = true;
        }
        begun = true;
        word.appendCodePoint(c);
        wordWidth += width(c);
        if (isTooLong()) release();
    }

    /// Looks for fences. With backticks after other characters, a line is none.
    private void look(int c) {
        if (c != '`') backticks = UNKNOWN;
        else if (backticks == UNKNOWN && opens) endCode();
        else if (backticks >= 0 && ++backticks == FENCE) {
            code = !code;
            opens = code;
        }
    }

    private void endCode() {
        release();
        code = false;
        opens = false;
        movable = false;
    }

    /// Writes the word, on a line of its own if it does not fit; the last column stays free, where some terminals begin another line at once.
    private void release() {
        if (isTooLong()) {
            if (!word.isEmpty()) breakLine();
        } else {
            out.append(gap);
            column += gapWidth;
        }
        out.append(word);
        column += wordWidth;
        gap.setLength(0);
        word.setLength(0);
        gapWidth = 0;
        wordWidth = 0;
    }

    private void breakLine() {
        out.append('\n');
        column = 0;
        movable = false;
    }

    /// The first word of a line may be longer than the line: then the terminal has broken it.
    private boolean isTooLong() {
        return movable && !code && width() > 0 && column % width() + gapWidth + wordWidth >= width();
    }

    private int width() {
        if (width == UNKNOWN) width = Math.max(0, columns.getAsInt());
        return width;
    }

    private static int width(int c) {
        return c >= LATIN ? Math.max(0, WCWidth.wcwidth(c)) : c < ' ' ? 0 : 1;
    }

    /// Chinese and Japanese have no blanks between words: a line may end before each character.
    private static boolean standsAlone(int c) {
        if (c < LATIN) return false;
        UnicodeScript script = UnicodeScript.of(c);
        return script == UnicodeScript.HAN || script == UnicodeScript.HIRAGANA || script == UnicodeScript.KATAKANA;
    }
}
