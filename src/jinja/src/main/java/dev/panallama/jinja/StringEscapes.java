package dev.panallama.jinja;

/// Decodes the escapes of a string literal as Python does: one that Python does not know stays as it is.
final class StringEscapes {
    private static final String PLAIN = "\\'\"abfnrtv";
    private static final String MEANING = "\\'\"\u0007\b\f\n\r\t\u000b";

    private final Source source;
    private final String text;
    private final int end;
    private int position;

    StringEscapes(Source source, int start, int end) {
        this.source = source;
        text = source.text();
        position = start;
        this.end = end;
    }

    String decode() {
        if (text.substring(position, end).indexOf('\\') < 0) return text.substring(position, end);
        var decoded = new StringBuilder();
        while (position < end) {
            char next = text.charAt(position++);
            if (next == '\\') escape(decoded, text.charAt(position++));
            else decoded.append(next);
        }
        return decoded.toString();
    }

    private void escape(StringBuilder decoded, char kind) {
        int plain = PLAIN.indexOf(kind);
        if (plain >= 0) {
            decoded.append(MEANING.charAt(plain));
            return;
        }
        switch (kind) {
            case '\n' -> {
            }
            case 'x' -> decoded.append((char) hexadecimal(2));
            case 'u' -> decoded.append((char) hexadecimal(4));
            case 'U' -> decoded.appendCodePoint(hexadecimal(8));
            default -> decoded.append('\\').append(kind);
        }
    }

    private int hexadecimal(int digits) {
        int value = 0;
        for (int i = 0; i < digits; i++) {
            int digit = position < end ? Character.digit(text.charAt(position++), 16) : -1;
            if (digit < 0 || value >= 0x110000) throw malformed("an escape needs %d hexadecimal digits", digits);
            value = 16 * value + digit;
        }
        if (value > Character.MAX_CODE_POINT) throw malformed("there is no character %x", value);
        return value;
    }

    private TemplateSyntaxException malformed(String message, Object... values) {
        return source.failure(Math.min(position, end), message, values);
    }
}
