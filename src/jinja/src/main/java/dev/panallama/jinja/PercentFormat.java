package dev.panallama.jinja;

import java.math.BigDecimal;
import java.util.List;

/// `text % values`: the format of C's `printf`, as Python has it.
final class PercentFormat {
    private final Rendering rendering;
    private final Text format;
    private final Object values;
    private final List<Object> positional;
    private final TextBuilder out = new TextBuilder();
    private int at;
    private int used;

    private PercentFormat(Rendering rendering, Text format, Object values) {
        this.rendering = rendering;
        this.format = format;
        this.values = values;
        positional = values instanceof TupleValue tuple ? tuple.elements() : List.of(values);
    }

    static Text format(Rendering rendering, Text format, Object values) {
        var formatting = new PercentFormat(rendering, format, values);
        formatting.all();
        return formatting.out.text(format.isMarkup());
    }

    private void all() {
        rendering.text(format.length());
        while (at < format.length()) {
            int next = format.toString().indexOf('%', at);
            int end = next < 0 ? format.length() : next;
            out.append(format, at, end);
            at = end + 1;
            if (next >= 0) conversion();
            rendering.length(out.length());
        }
        boolean mapping = values instanceof Dict || values instanceof ListValue || values instanceof Range
                || values instanceof Undefined;
        if (used < positional.size() && !mapping)
            throw rendering.failure("not all arguments converted during string formatting");
    }

    private char next() {
        if (at >= format.length()) throw rendering.failure("incomplete format");
        return format.charAt(at++);
    }

    private void conversion() {
        rendering.step();
        Object keyed = format.length() > at && format.charAt(at) == '(' ? keyed() : null;
        var flags = new StringBuilder();
        char next = next();
        for (; "#0- +".indexOf(next) >= 0; next = next()) flags.append(next);
        at--;
        int width = number();
        if (width < 0) flags.append('-');
        int precision = -2;
        if (at < format.length() && format.charAt(at) == '.') {
            at++;
            precision = Math.max(0, number());
        }
        next = next();
        while (next == 'l' || next == 'h' || next == 'L') next = next();
        if (next == '%') out.append("%");
        else
            out.append(convert(keyed == null ? argument() : keyed, next, flags.toString(),
                    width == Integer.MIN_VALUE ? Integer.MAX_VALUE : Math.abs(width), precision));
    }

    private Object keyed() {
        if (!(values instanceof Dict dict)) throw rendering.failure("format requires a mapping");
        int begin = ++at;
        int open = 1;
        while (open > 0) {
            char next = next();
            open += next == '(' ? 1 : next == ')' ? -1 : 0;
        }
        Text key = format.subSequence(begin, at - 1);
        Object value = dict.get(rendering, key);
        if (value == null) throw rendering.failure("format() misses the key '%s'", key);
        used = positional.size();
        return value;
    }

    private int number() {
        if (at < format.length() && format.charAt(at) == '*') {
            at++;
            Object number = argument();
            if (!Types.isInteger(number)) throw rendering.failure("* wants int");
            return Types.clamp(number);
        }
        long value = 0;
        for (; at < format.length() && Character.digit(format.charAt(at), 10) >= 0; at++)
            value = Math.min(Integer.MAX_VALUE, 10 * value + Character.digit(format.charAt(at), 10));
        return (int) value;
    }

    private Object argument() {
        if (used >= positional.size()) throw rendering.failure("not enough arguments for format string");
        return positional.get(used++);
    }

    private Text convert(Object value, char type, String flags, int width, int precision) {
        boolean left = flags.contains("-");
        Text converted = switch (type) {
            case 's', 'r', 'a' -> cut(escaped(text(value, type)), precision);
            case 'c' -> character(value);
            case 'd', 'i', 'u', 'o', 'x', 'X' -> null;
            case 'e', 'E', 'f', 'F', 'g', 'G' -> null;
            default -> throw rendering.failure("unsupported format character '%s'", type);
        };
        if (converted != null) return Padding.pad(rendering, converted, width, Text.of(" "), left ? '<' : '>');
        String number = number(value, type, flags, precision);
        int sign = number.startsWith("-") || number.startsWith("+") || number.startsWith(" ") ? 1 : 0;
        if (number.startsWith("0x", sign) || number.startsWith("0X", sign) || number.startsWith("0o", sign)) sign += 2;
        if (left || !flags.contains("0"))
            return Padding.pad(rendering, Text.of(number), width, Text.of(" "), left ? '<' : '>');
        return new TextBuilder().append(number.substring(0, sign)).append(Padding.pad(rendering,
                Text.of(number.substring(sign)), Math.max(0, width - sign), Text.of("0"), '>')).text();
    }

    private Text text(Object value, char type) {
        return switch (type) {
            case 's' -> Printing.text(rendering, value);
            case 'r' -> Printing.repr(rendering, value);
            default -> ascii(rendering, value);
        };
    }

    private Text escaped(Text text) {
        return format.isMarkup() ? Markup.escape(rendering, text) : text;
    }

    /// Returns what Python's `ascii` gives.
    static Text ascii(Rendering rendering, Object value) {
        return Texts.replaceCharacters(rendering, Printing.repr(rendering, value), it -> it < 0x80
                ? null
                : (it < 0x100 ? "\\x%02x" : it < 0x10000 ? "\\u%04x" : "\\U%08x").formatted(it));
    }

    private static Text cut(Text text, int precision) {
        return precision < 0 || precision >= text.size()
                ? text
                : text.subSequence(0, Texts.offset(text, precision));
    }

    private Text character(Object value) {
        if (value instanceof Text text && text.size() == 1) return text;
        if (Types.isInteger(value) && Character.isValidCodePoint(Types.clamp(value)))
            return Text.character(Types.clamp(value));
        throw rendering.failure("%%c requires int or char");
    }

    private String number(Object value, char type, String flags, int precision) {
        if (value instanceof Undefined it) throw rendering.failure(it.message());
        if (!Types.isNumber(value))
            throw rendering.failure("%%%s format: a number is required, not %s", type, Types.name(value));
        boolean whole = "diuoxX".indexOf(type) >= 0;
        String digits = whole
                ? whole(value, type, flags, precision)
                : FloatFormat.digits(rendering, Math.abs(Arithmetic.toDouble(rendering, value)), type, precision,
                        flags.contains("#"));
        boolean negative = value instanceof Double number
                ? (whole ? number <= -1 : number < 0 || 1 / number < 0)
                : Arithmetic.big(value).signum() < 0;
        return (negative ? "-" : flags.contains("+") ? "+" : flags.contains(" ") ? " " : "") + digits;
    }

    private String whole(Object value, char type, String flags, int precision) {
        if (value instanceof Double number) {
            if ("oxX".indexOf(type) >= 0)
                throw rendering.failure("%%%s format: an integer is required, not float", type);
            if (Double.isNaN(number) || Double.isInfinite(number))
                throw rendering.failure("cannot convert float %s to integer", Floats.repr(number));
            return whole(Arithmetic.integer(new BigDecimal(number).toBigInteger()), type, flags, precision);
        }
        var number = Arithmetic.big(value).abs();
        String digits = switch (type) {
            case 'o' -> number.toString(8);
            case 'x' -> number.toString(16);
            case 'X' -> number.toString(16).toUpperCase(java.util.Locale.ROOT);
            default -> Printing.digits(rendering, number);
        };
        rendering.text(Math.max(0, precision));
        digits = "0".repeat(Math.max(0, precision - digits.length())) + digits;
        return flags.contains("#") && "oxX".indexOf(type) >= 0 ? "0" + type + digits : digits;
    }
}
