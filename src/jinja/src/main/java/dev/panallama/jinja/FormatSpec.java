package dev.panallama.jinja;

import java.math.BigInteger;
import java.util.Locale;

/// How a value is formatted: Python's `[[fill]align][sign][z][#][0][width][,][.precision][type]`.
///
/// @param align 0 where none is given, `0` where zeros fill the width
/// @param sign `-`, `+` or a blank
/// @param grouping 0, `,` or `_`
/// @param precision below 0 where none is given
/// @param type 0 where none is given
record FormatSpec(Text fill, char align, char sign, boolean alternate, int width, char grouping, int precision,
        char type) {
    private static final Text BLANK = Text.of(" ");
    private static final Text ZERO = Text.of("0");

    static FormatSpec parse(Rendering rendering, Text text) {
        return new Reader(rendering, text).read();
    }

    /// Reads a specification from left to right.
    private static final class Reader {
        private final Rendering rendering;
        private final Text text;
        private int at;

        Reader(Rendering rendering, Text text) {
            this.rendering = rendering;
            this.text = text;
        }

        FormatSpec read() {
            Text fill = BLANK;
            int first = text.length() > 0 ? Character.charCount(text.toString().codePointAt(0)) : 0;
            if (first > 0 && isAlign(first)) {
                fill = text.subSequence(0, first);
                at = first;
            }
            char align = isAlign(at) ? text.charAt(at++) : 0;
            char sign = "+- ".indexOf(peek()) >= 0 ? text.charAt(at++) : '-';
            if (peek() == 'z') at++;
            boolean alternate = skip('#');
            boolean zeros = skip('0');
            if (zeros && fill.equals(BLANK))
                fill = ZERO;
            if (zeros && align == 0)
                align = '0';
            int width = number(0);
            char grouping = peek() == ',' || peek() == '_' ? text.charAt(at++) : 0;
            int precision = skip('.') ? number(-1) : -2;
            if (precision == -1) throw rendering.failure("format specifier missing precision");
            char type = at < text.length() ? text.charAt(at++) : 0;
            if (at < text.length()) throw rendering.failure("invalid format specifier");
            return new FormatSpec(fill, align, sign, alternate, width, grouping, precision, type);
        }

        private boolean isAlign(int index) {
            return index < text.length() && "<>=^".indexOf(text.charAt(index)) >= 0;
        }

        private char peek() {
            return at < text.length() ? text.charAt(at) : 0;
        }

        private boolean skip(char expected) {
            if (peek() != expected) return false;
            at++;
            return true;
        }

        private int number(int otherwise) {
            int begin = at;
            long value = 0;
            for (; Character.digit(peek(), 10) >= 0; at++)
                value = Math.min(Integer.MAX_VALUE, 10 * value + Character.digit(peek(), 10));
            return at == begin ? otherwise : (int) value;
        }
    }

    Text format(Rendering rendering, Object value) {
        if (value instanceof Text text) return text(rendering, text);
        if (value instanceof Double number) return number(rendering, number);
        if (Types.isInteger(value)) return integer(rendering, value);
        throw rendering.failure("unsupported format string passed to %s.__format__", Types.name(value));
    }

    private Text text(Rendering rendering, Text text) {
        if (align == '=' || sign != '-' || alternate || grouping != 0 || (type != 0 && type != 's'))
            throw rendering.failure("the format specifier is not one for texts");
        Text cut = precision < 0 || precision >= text.size()
                ? text
                : text.subSequence(0, Texts.offset(text, precision));
        return Padding.pad(rendering, cut, width, fill, align == 0 || align == '0' ? '<' : align);
    }

    private Text integer(Rendering rendering, Object value) {
        BigInteger number = Arithmetic.big(value);
        return switch (type) {
            case 0, 'd', 'n' -> whole(rendering, number, Printing.digits(rendering, number.abs()), "", 3);
            case 'b' -> whole(rendering, number, number.abs().toString(2), "0b", 4);
            case 'o' -> whole(rendering, number, number.abs().toString(8), "0o", 4);
            case 'x' -> whole(rendering, number, number.abs().toString(16), "0x", 4);
            case 'X' -> whole(rendering, number, number.abs().toString(16).toUpperCase(Locale.ROOT), "0X", 4);
            case 'c' -> {
                int codePoint = Types.clamp(value);
                if (!Character.isValidCodePoint(codePoint))
                    throw rendering.failure("there is no character of this number");
                yield Padding.pad(rendering, Text.character(codePoint), width, fill,
                        align == 0 || align == '0' ? '<' : align);
            }
            default -> number(rendering, Arithmetic.toDouble(rendering, value));
        };
    }

    private Text whole(Rendering rendering, BigInteger number, String digits, String prefix, int group) {
        if (precision >= 0) throw rendering.failure("precision not allowed in integer format specifier");
        if (grouping == ',' && group == 4) throw rendering.failure("cannot specify ',' with '%s'", type);
        String before = signOf(number.signum() < 0) + (alternate ? prefix : "");
        return padded(rendering, before, digits, "", group);
    }

    private Text number(Rendering rendering, double value) {
        if (type != 0 && "eEfFgGn%".indexOf(type) < 0)
            throw rendering.failure("unknown format code '%s' for object of type 'float'", type);
        String digits = FloatFormat.digits(rendering, Math.abs(value), type, precision, alternate);
        int whole = 0;
        while (whole < digits.length() && Character.isDigit(digits.charAt(whole))) whole++;
        boolean negative = value < 0 || (value == 0 && 1 / value < 0);
        return padded(rendering, signOf(negative), digits.substring(0, whole), digits.substring(whole), 3);
    }

    private String signOf(boolean negative) {
        return negative ? "-" : sign == '-' ? "" : Character.toString(sign);
    }

    private Text padded(Rendering rendering, String before, String digits, String after, int group) {
        if (align != '=' && align != '0') {
            Text all = Text.of(before + grouped(digits, group) + after);
            return Padding.pad(rendering, all, width, fill, align == 0 ? '>' : align);
        }
        rendering.text(width);
        int room = width - before.length() - after.length();
        if (!fill.equals(ZERO))
            return new TextBuilder().append(before)
                    .append(Padding.pad(rendering, Text.of(grouped(digits, group)), room, fill, '>')).append(after)
                    .text();
        var filled = new StringBuilder(digits);
        filled.insert(0, "0".repeat(Math.max(0, zeros(room, group) - digits.length())));
        return Text.of(before + grouped(filled.toString(), group) + after);
    }

    /// Returns how many digits fill a room with their separators.
    private int zeros(int room, int group) {
        if (grouping == 0) return room;
        return Math.max(0, room - room / (group + 1) + (room % (group + 1) == 0 ? 1 : 0));
    }

    private String grouped(String digits, int group) {
        if (grouping == 0) return digits;
        var grouped = new StringBuilder();
        for (int i = 0; i < digits.length(); i++) {
            if (i > 0 && (digits.length() - i) % group == 0) grouped.append(grouping);
            grouped.append(digits.charAt(i));
        }
        return grouped.toString();
    }
}
