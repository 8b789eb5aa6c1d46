package dev.panallama.jinja;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Filters that make or change numbers.
final class NumberFilters {
    private static final String SIZES = "kMGTPEZY";
    private static final int MAX_DIGITS = 4300;

    private NumberFilters() {}

    static void addTo(Map<String, Filters.Filter> filters) {
        Filters.add(filters, "abs", "", (rendering, value, _) -> absolute(rendering, value));
        Filters.add(filters, "int", "default= base=", NumberFilters::integer);
        Filters.add(filters, "float", "default=", NumberFilters::toFloat);
        Filters.add(filters, "round", "precision= method=", NumberFilters::round);
        Filters.add(filters, "filesizeformat", "binary=", NumberFilters::fileSize);
    }

    private static Object absolute(Rendering rendering, Object value) {
        if (value instanceof Double number) return Math.abs(number);
        if (Types.isInteger(value)) return Arithmetic.integer(Arithmetic.big(value).abs());
        throw rendering.failure("bad operand type for abs(): '%s'", Types.name(value));
    }

    private static Object integer(Rendering rendering, Object value, Signature.Values given) {
        if (value instanceof Undefined it) throw rendering.failure(it.message());
        if (Types.isInteger(value)) return Arithmetic.integer(Arithmetic.big(value));
        if (value instanceof Double number && Double.isInfinite(number))
            throw rendering.failure("cannot convert float infinity to integer");
        Object whole = value instanceof Text text ? parseInteger(rendering, text, given.integer(1, 10)) : null;
        if (whole != null) return whole;
        Double number = parseFloat(rendering, value);
        if (number == null || Double.isNaN(number) || Double.isInfinite(number)) return given.get(0, 0L);
        return Arithmetic.integer(number.doubleValue());
    }

    /// Reads an integer as Python's `int` does; null if it is none.
    private static @Nullable Object parseInteger(Rendering rendering, Text text, int base) {
        rendering.text(text.length());
        if (base != 0 && (base < 2 || base > 36)) return null;
        String digits = Texts.strip(text, Unicode::isSpace, true, true).toString();
        boolean negative = digits.startsWith("-");
        if (negative || digits.startsWith("+")) digits = digits.substring(1);
        int radix = base == 0 ? prefixed(digits, 10) : base;
        boolean prefixed = radix == prefixed(digits, 0);
        if (prefixed) digits = digits.substring(digits.startsWith("_", 2) ? 3 : 2);
        if (!isNumber(digits, radix) || (base == 0 && !prefixed && digits.matches("0[0_]*[1-9][\\d_]*"))) return null;
        digits = digits.replace("_", "");
        if (digits.length() > MAX_DIGITS) return null;
        var value = new BigInteger(digits, radix);
        return Arithmetic.integer(negative ? value.negate() : value);
    }

    private static int prefixed(String digits, int otherwise) {
        if (digits.length() < 2 || digits.charAt(0) != '0') return otherwise;
        return switch (digits.charAt(1)) {
            case 'x', 'X' -> 16;
            case 'o', 'O' -> 8;
            case 'b', 'B' -> 2;
            default -> otherwise;
        };
    }

    /// Tells whether it is digits, with single underscores between them.
    private static boolean isNumber(String digits, int radix) {
        boolean separated = true;
        for (int i = 0; i < digits.length(); i++) {
            boolean underscore = digits.charAt(i) == '_';
            if (underscore ? separated : Character.digit(digits.charAt(i), radix) < 0) return false;
            separated = underscore;
        }
        return !separated;
    }

    private static Object toFloat(Rendering rendering, Object value, Signature.Values given) {
        if (value instanceof Undefined it) throw rendering.failure(it.message());
        if (Types.isInteger(value)) return Arithmetic.toDouble(rendering, value);
        Double number = parseFloat(rendering, value);
        return number == null ? given.get(0, 0.0) : number;
    }

    /// Reads a number as Python's `float` does; null if it is none.
    private static @Nullable Double parseFloat(Rendering rendering, Object value) {
        if (value instanceof Double number) return number;
        if (!(value instanceof Text text)) return null;
        rendering.text(text.length());
        String digits = Texts.strip(text, Unicode::isSpace, true, true).toString().toLowerCase(Locale.ROOT);
        String unsigned = digits.startsWith("-") || digits.startsWith("+") ? digits.substring(1) : digits;
        double sign = digits.startsWith("-") ? -1 : 1;
        if (unsigned.equals("inf") || unsigned.equals("infinity")) return sign * Double.POSITIVE_INFINITY;
        if (unsigned.equals("nan")) return Double.NaN;
        boolean decimal = !unsigned.isEmpty() && unsigned.chars().allMatch(it -> "0123456789._e+-".indexOf(it) >= 0)
                && !unsigned.matches("_.*|.*_|.*[^0-9]_.*|.*_[^0-9].*");
        if (!decimal) return null;
        try {
            return Double.valueOf(digits.replace("_", ""));
        } catch (NumberFormatException _) {
            return null;
        }
    }

    private static Object round(Rendering rendering, Object value, Signature.Values given) {
        String method = given.text(1, Text.of("common")).toString();
        int precision = given.integer(0, 0);
        if (!java.util.List.of("common", "ceil", "floor").contains(method))
            throw rendering.failure("method must be common, ceil or floor");
        if (value instanceof Undefined it) throw rendering.failure(it.message());
        if (!Types.isNumber(value))
            throw rendering.failure("type %s doesn't define __round__ method", Types.name(value));
        if (method.equals("common")) return rounded(rendering, value, precision);
        Object power = Arithmetic.binary(rendering, "**", 10L, (long) precision);
        double scaled = Arithmetic.toDouble(rendering, Arithmetic.binary(rendering, "*", value, power));
        if (Double.isNaN(scaled) || Double.isInfinite(scaled))
            throw rendering.failure("cannot convert float %s to integer", Floats.repr(scaled));
        double whole = method.equals("ceil") ? Math.ceil(scaled) : Math.floor(scaled);
        return Arithmetic.binary(rendering, "/", Arithmetic.integer(whole), power);
    }

    private static Object rounded(Rendering rendering, Object value, int precision) {
        if (value instanceof Double number) {
            if (Double.isNaN(number) || Double.isInfinite(number) || precision > 323) return number;
            return precision < -308
                    ? Math.copySign(0.0, number)
                    : Math.copySign(new BigDecimal(number).setScale(precision, RoundingMode.HALF_EVEN).doubleValue(),
                            number);
        }
        BigInteger whole = Arithmetic.big(value);
        if (precision >= 0) return Arithmetic.integer(whole);
        rendering.integer(-3.4 * precision);
        return Arithmetic.integer(new BigDecimal(whole).setScale(precision, RoundingMode.HALF_EVEN).toBigInteger());
    }

    private static Object fileSize(Rendering rendering, Object value, Signature.Values given) {
        Double parsed = Types.isInteger(value)
                ? Double.valueOf(Arithmetic.toDouble(rendering, value))
                : parseFloat(rendering, value);
        if (parsed == null) throw rendering.failure("could not convert %s to float", Printing.repr(rendering, value));
        double bytes = parsed;
        if (bytes == Double.NEGATIVE_INFINITY) throw rendering.failure("cannot convert float infinity to integer");
        int base = given.truth(0) ? 1024 : 1000;
        if (bytes == 1) return Text.of("1 Byte");
        if (bytes < base) return Text.of(Arithmetic.integer(bytes) + " Bytes");
        int size = 0;
        while (size < SIZES.length() - 1 && bytes >= Math.pow(base, size + 2)) size++;
        char prefix = base == 1024 && size == 0 ? 'K' : SIZES.charAt(size);
        String number = FloatFormat.digits(rendering, base * bytes / Math.pow(base, size + 2), 'f', 1, false);
        return Text.of(number + " " + prefix + (base == 1024 ? "iB" : "B"));
    }
}
