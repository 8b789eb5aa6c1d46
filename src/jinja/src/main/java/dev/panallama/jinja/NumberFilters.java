package dev.panallama.jinja;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Filters that make or change numbers.
final class NumberFilters {
    private NumberFilters() {}

    static void addTo(Map<String, Filters.Filter> filters) {
        Filters.add(filters, "abs", "", (rendering, value, _) -> absolute(rendering, value));
        Filters.add(filters, "int", "default= base=", NumberFilters::integer);
        Filters.add(filters, "float", "default=", NumberFilters::toFloat);
        Filters.add(filters, "round", "precision= method=", NumberFilters::round);
    }

    private static Object absolute(Rendering rendering, Object value) {
        if (value instanceof Double number) return Math.abs(number);
        if (Types.isInteger(value)) return Arithmetic.integer(Arithmetic.big(value).abs());
        throw rendering.failure("bad operand type for abs(): '%s'", Types.name(value));
    }

    private static Object integer(Rendering rendering, Object value, Signature.Values given) {
        if (value instanceof Undefined it) throw rendering.failure(it.message());
        if (Types.isInteger(value)) return Arithmetic.integer(Arithmetic.big(value));
        if (value instanceof Double number && !Double.isNaN(number)) return Arithmetic.integer(rendering, number);
        Object whole = value instanceof Text text ? parseInteger(rendering, text, given.integer(1, 10)) : null;
        if (whole != null) return whole;
        Double number = parseFloat(rendering, value);
        if (number == null || Double.isNaN(number) || Double.isInfinite(number)) return given.get(0, 0L);
        return Arithmetic.integer(rendering, number);
    }

    /// Returns null if it is no integer.
    private static @Nullable Object parseInteger(Rendering rendering, Text text, int base) {
        rendering.text(text.length());
        String digits = Texts.strip(text, Unicode::isSpace, true, true).toString();
        if (base == 16) digits = digits.replaceFirst("^([-+]?)0[xX]", "$1");
        if (base < 2 || base > 36 || digits.length() > Printing.MAX_DIGITS) return null;
        try {
            return Arithmetic.integer(new BigInteger(digits, base));
        } catch (NumberFormatException _) {
            return null;
        }
    }

    private static Object toFloat(Rendering rendering, Object value, Signature.Values given) {
        if (value instanceof Undefined it) throw rendering.failure(it.message());
        if (Types.isInteger(value)) return Arithmetic.toDouble(rendering, value);
        Double number = parseFloat(rendering, value);
        return number == null ? given.get(0, 0.0) : number;
    }

    /// Returns null if it is no number.
    private static @Nullable Double parseFloat(Rendering rendering, Object value) {
        if (value instanceof Double number) return number;
        if (!(value instanceof Text text)) return null;
        rendering.text(text.length());
        String digits = Texts.strip(text, Unicode::isSpace, true, true).toString();
        boolean decimal = !digits.isEmpty() && digits.chars().allMatch(it -> "0123456789.eE+-".indexOf(it) >= 0);
        try {
            return decimal ? Double.valueOf(digits) : null;
        } catch (NumberFormatException _) {
            return null;
        }
    }

    private static Object round(Rendering rendering, Object value, Signature.Values given) {
        String method = given.text(1, Text.of("common")).toString();
        if (!List.of("common", "ceil", "floor").contains(method))
            throw rendering.failure("method must be common, ceil or floor");
        if (value instanceof Undefined it) throw rendering.failure(it.message());
        if (!Types.isNumber(value))
            throw rendering.failure("type %s doesn't define __round__ method", Types.name(value));
        int precision = Math.clamp(given.integer(0, 0), -400, 400);
        if (Types.isInteger(value) && method.equals("common"))
            return Arithmetic.integer(rounded(new BigDecimal(Arithmetic.big(value)), Math.min(0, precision), method)
                    .toBigInteger());
        double number = Arithmetic.toDouble(rendering, value);
        if (Double.isNaN(number) || Double.isInfinite(number)) return number;
        double rounded = rounded(new BigDecimal(number), precision, method).doubleValue();
        return method.equals("common") ? Math.copySign(rounded, number) : rounded;
    }

    private static BigDecimal rounded(BigDecimal number, int precision, String method) {
        return number.setScale(precision, switch (method) {
            case "ceil" -> RoundingMode.CEILING;
            case "floor" -> RoundingMode.FLOOR;
            default -> RoundingMode.HALF_EVEN;
        });
    }
}
