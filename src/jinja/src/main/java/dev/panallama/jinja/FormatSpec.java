package dev.panallama.jinja;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// How a value is shown: of Python's format specifications, `[[fill]align][+][0][width][,][.precision][type]` with the
/// types `s`, `d`, `x`, `X`, `f` and `%`.
///
/// @param align `<`, `>`, `^`, `0` for zeros behind the sign, or a blank where none is given
/// @param precision below 0 where none is given
record FormatSpec(String fill, char align, String sign, int width, boolean commas, int precision, String type) {
    private static final Pattern SPEC = Pattern
            .compile("(?:(.?)([<>^]))?(\\+?)(0?)(\\d{0,9})(,?)(?:\\.(\\d{1,9}))?([sdxXf%]?)");

    static FormatSpec parse(Rendering rendering, String text) {
        Matcher spec = SPEC.matcher(text);
        if (!spec.matches()) throw rendering.failure("the format specification '%s' is not known here", text);
        boolean filled = spec.group(1) != null && !spec.group(1).isEmpty();
        char align = spec.group(2) != null ? spec.group(2).charAt(0) : spec.group(4).isEmpty() ? ' ' : '0';
        return new FormatSpec(filled ? spec.group(1) : " ", align, spec.group(3), number(spec.group(5), 0),
                !spec.group(6).isEmpty(), number(spec.group(7), -1), spec.group(8));
    }

    static int number(@Nullable String digits, int otherwise) {
        return digits == null || digits.isEmpty() ? otherwise : Integer.parseInt(digits);
    }

    Text format(Rendering rendering, Object value) {
        if (value instanceof Text text && (type.isEmpty() || type.equals("s"))) return text(rendering, text);
        if (value instanceof Undefined it) throw rendering.failure(it.message());
        boolean whole = Types.isInteger(value) && !type.equals("f") && !type.equals("%");
        if (!Types.isNumber(value) || type.equals("s") || (!whole && (type.equals("d") || type.equalsIgnoreCase("x"))))
            throw rendering.failure("'%s' object cannot be formatted as '%s'", Types.name(value), type);
        return whole ? integer(rendering, Arithmetic.big(value)) : number(rendering, value);
    }

    private Text text(Rendering rendering, Text text) {
        boolean fits = precision < 0 || precision >= text.size();
        Text cut = fits ? text : text.subSequence(0, Texts.offset(text, precision));
        return Texts.pad(rendering, cut, width, fill, align == ' ' ? '<' : align);
    }

    private Text integer(Rendering rendering, BigInteger number) {
        String digits = switch (type) {
            case "x" -> number.abs().toString(16);
            case "X" -> number.abs().toString(16).toUpperCase(java.util.Locale.ROOT);
            default -> Printing.digits(rendering, number.abs());
        };
        return padded(rendering, number.signum() < 0, digits);
    }

    private Text number(Rendering rendering, Object value) {
        double number = Arithmetic.toDouble(rendering, value);
        double shown = Math.abs(type.equals("%") ? number * 100 : number);
        rendering.text(Math.max(0, precision));
        String digits = (type.isEmpty() && precision < 0) || Double.isNaN(shown) || Double.isInfinite(shown)
                ? Floats.repr(shown)
                : new BigDecimal(shown).setScale(precision < 0 ? 6 : precision, RoundingMode.HALF_EVEN).toPlainString();
        return padded(rendering, number < 0 || 1 / number < 0, type.equals("%") ? digits + "%" : digits);
    }

    private Text padded(Rendering rendering, boolean negative, String digits) {
        String before = negative ? "-" : sign;
        String shown = commas ? grouped(digits) : digits;
        if (align != '0')
            return Texts.pad(rendering, Text.of(before + shown), width, fill, align == ' ' ? '>' : align);
        Text zeros = Texts.pad(rendering, Text.of(shown), width - before.length(), "0", '>');
        return Text.of(before + zeros);
    }

    private static String grouped(String digits) {
        int point = digits.indexOf('.');
        var grouped = new StringBuilder(digits);
        for (int i = (point < 0 ? digits.length() : point) - 3; i > 0; i -= 3) grouped.insert(i, ',');
        return grouped.toString();
    }
}
