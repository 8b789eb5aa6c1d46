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
            case 'N' -> decoded.appendCodePoint(named());
            case '0', '1', '2', '3', '4', '5', '6', '7' -> decoded.append((char) octal(kind - '0'));
            default -> unknown(decoded, kind);
        }
    }

    private static void unknown(StringBuilder decoded, char kind) {
        decoded.append('\\');
        if (kind < 0x80) decoded.append(kind);
        else decoded.append((kind < 0x100 ? "x%02x" : "u%04x").formatted((int) kind));
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

    private int octal(int value) {
        for (int i = 0; i < 2 && position < end && Character.digit(text.charAt(position), 8) >= 0; i++)
            value = 8 * value + Character.digit(text.charAt(position++), 8);
        return value;
    }

    private int named() {
        int close = text.indexOf('}', position);
        if (position < end && text.charAt(position) == '{' && close > 0 && close < end) {
            try {
                int codePoint = Character.codePointOf(text.substring(position + 1, close));
                position = close + 1;
                return codePoint;
            } catch (IllegalArgumentException _) {
                throw malformed("there is no character of the name %s", text.substring(position + 1, close));
            }
        }
        throw malformed("an escape needs a character's name");
    }

    private TemplateSyntaxException malformed(String message, Object... values) {
        return source.failure(Math.min(position, end), message, values);
    }
}
