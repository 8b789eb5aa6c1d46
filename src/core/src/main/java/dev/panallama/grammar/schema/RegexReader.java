package dev.panallama.grammar.schema;

/// Reads a regular expression character by character.
final class RegexReader {
    static final int END = -1;

    private final String pattern;
    private int position;

    RegexReader(String pattern) {
        this.pattern = pattern;
    }

    int position() {
        return position;
    }

    boolean atEnd() {
        return position == pattern.length();
    }

    /// Returns the next code point without taking it, or [#END].
    int peek() {
        return atEnd() ? END : pattern.codePointAt(position);
    }

    boolean startsWith(String text) {
        return pattern.startsWith(text, position);
    }

    /// Takes a code point.
    int next() {
        if (atEnd()) throw invalid(position, "it ends too early");
        int character = peek();
        position += Character.charCount(character);
        return character;
    }

    /// Takes the text if it comes next, and returns whether it did.
    boolean skip(String text) {
        if (!startsWith(text)) return false;
        position += text.length();
        return true;
    }

    /// Takes all up to a text and the text itself, and returns what stood before it.
    String through(String text, String what) {
        int end = pattern.indexOf(text, position);
        if (end < 0) throw invalid(position, what + " is not closed");
        var taken = pattern.substring(position, end);
        position = end + text.length();
        return taken;
    }

    /// Takes so many hexadecimal digits.
    int hex(int digits) {
        int start = position;
        int value = 0;
        for (int i = 0; i < digits; i++) {
            int digit = Character.digit(atEnd() ? ' ' : next(), 16);
            if (digit < 0) throw invalid(start, "%d hexadecimal digits have to follow".formatted(digits));
            value = value * 16 + digit;
        }
        return value;
    }

    RegexException invalid(int at, String reason) {
        return RegexException.invalid(pattern, at, reason);
    }

    RegexException unsupported(int at, String reason) {
        return RegexException.unsupported(pattern, at, reason);
    }
}
