package dev.panallama.grammar;

import dev.panallama.error.GrammarException;

/// Reads the text of a grammar character by character, and says where a fault is.
final class GbnfReader {
    private static final int EXCERPT = 100;

    private final String text;
    private int position;

    GbnfReader(String text) {
        this.text = text;
    }

    int position() {
        return position;
    }

    boolean atEnd() {
        return position == text.length();
    }

    /// Returns the next UTF-16 unit without going on, or U+0000 at the end.
    char peek() {
        return peek(0);
    }

    char peek(int ahead) {
        int index = position + ahead;
        return index < text.length() ? text.charAt(index) : 0;
    }

    /// Returns the next character and goes on.
    int next() {
        int codePoint = text.codePointAt(position);
        position += Character.charCount(codePoint);
        return codePoint;
    }

    /// Goes on if the text continues with `expected`.
    boolean skip(String expected) {
        if (!text.startsWith(expected, position)) return false;
        position += expected.length();
        return true;
    }

    void expect(String expected, String purpose) {
        if (!skip(expected)) throw failure("expected '%s' %s, found %s".formatted(expected, purpose, found()));
    }

    /// Goes on past blanks and comments, and past line ends where they mean nothing.
    void skipSpace(boolean linesToo) {
        while (!atEnd()) {
            char next = peek();
            if (next == '#') skipComment();
            else if (next == ' ' || next == '\t' || (linesToo && isLineEnd(next))) position++;
            else return;
        }
    }

    private void skipComment() {
        while (!atEnd() && !isLineEnd(peek())) position++;
    }

    private static boolean isLineEnd(char character) {
        return character == '\r' || character == '\n';
    }

    /// Returns the letters, digits and dashes that follow; none if there are none.
    String word() {
        int start = position;
        while (isWord(peek())) position++;
        return text.substring(start, position);
    }

    /// Returns the text up to and including `end`.
    String through(char end, int from) {
        int found = text.indexOf(end, position);
        if (found < 0) throw failure("expected '%s' before the end".formatted(end));
        position = found + 1;
        return text.substring(from, position);
    }

    /// Returns the number that follows, at most `limit + 1`.
    int number(int limit) {
        if (!isDigit(peek())) throw failure("expected a number, found " + found());
        long value = 0;
        while (isDigit(peek())) value = Math.min(10 * value + (text.charAt(position++) - '0'), limit + 1L);
        return (int) value;
    }

    /// Returns the value of exactly `digits` hexadecimal digits.
    int hex(int digits) {
        long value = 0;
        for (int i = 0; i < digits; i++) {
            int digit = peek() < 128 ? Character.digit(peek(), 16) : -1;
            if (digit < 0) throw failure("expected %d hexadecimal digits, found %s".formatted(digits, found()));
            value = 16 * value + digit;
            position++;
        }
        return (int) Math.min(value, Integer.MAX_VALUE);
    }

    static boolean isWord(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || isDigit(c);
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    /// Says what stands at the position.
    String found() {
        if (atEnd()) return "the end";
        int codePoint = text.codePointAt(position);
        if (codePoint == '\n' || codePoint == '\r') return "the end of the line";
        if (codePoint > ' ' && codePoint != 127 && Character.isDefined(codePoint))
            return "'" + Character.toString(codePoint) + "'";
        return "U+%04X".formatted(codePoint);
    }

    GrammarException failure(String problem, int offset) {
        return failure(text, offset, problem);
    }

    GrammarException failure(String problem) {
        return failure(text, position, problem);
    }

    /// Returns the exception for a fault at an offset of a text.
    static GrammarException failure(String text, int offset, String problem) {
        int line = 1;
        int start = 0;
        for (int i = 0; i < offset; i++) {
            boolean pair = text.charAt(i) == '\r' && i + 1 < text.length() && text.charAt(i + 1) == '\n';
            if (!isLineEnd(text.charAt(i)) || pair) continue;
            line++;
            start = i + 1;
        }
        int end = offset;
        while (end < text.length() && !isLineEnd(text.charAt(end))) end++;
        int column = text.codePointCount(Math.min(start, offset), offset) + 1;
        return new GrammarException(problem, line, column, excerpt(text, start, Math.max(start, end), offset));
    }

    private static String excerpt(String text, int start, int end, int offset) {
        int from = Math.max(start, offset - EXCERPT / 2);
        int to = Math.min(end, from + EXCERPT);
        return (from > start ? "…" : "") + text.substring(from, to).strip() + (to < end ? "…" : "");
    }
}
