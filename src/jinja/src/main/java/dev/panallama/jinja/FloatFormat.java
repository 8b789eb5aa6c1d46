package dev.panallama.jinja;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;

/// The digits of floats in the forms `e`, `f`, `g` and `%`, rounded from their exact values.
final class FloatFormat {
    private static final int MOST_DIGITS = 1_100; // no double has more behind the point

    private FloatFormat() {}

    /// @param value not negative
    /// @param type 0 for the form that `repr` has too
    /// @param precision below 0 where none is given
    static String digits(Rendering rendering, double value, char type, int precision, boolean alternate) {
        rendering.text(Math.max(0, precision));
        String digits = lower(value, Character.toLowerCase(type), precision, alternate);
        return Character.isUpperCase(type) ? digits.toUpperCase(Locale.ROOT) : digits;
    }

    private static String lower(double value, char type, int precision, boolean alternate) {
        if (Double.isNaN(value)) return type == '%' ? "nan%" : "nan";
        if (Double.isInfinite(value)) return type == '%' ? "inf%" : "inf";
        int places = precision < 0 ? 6 : precision;
        return switch (type) {
            case 'e' -> exponential(value, places, alternate);
            case 'f' -> fixed(new BigDecimal(value), places, alternate);
            case '%' -> lower(value * 100, 'f', places, alternate) + "%";
            case 0 -> precision < 0 ? Floats.repr(value) : general(value, Math.max(1, places), alternate, true);
            default -> general(value, Math.max(1, places), alternate, false);
        };
    }

    private static String fixed(BigDecimal value, int places, boolean point) {
        int kept = Math.min(places, MOST_DIGITS);
        String digits = value.setScale(kept, RoundingMode.HALF_EVEN).toPlainString() + "0".repeat(places - kept);
        return point && places == 0 ? digits + "." : digits;
    }

    private static String exponential(double value, int places, boolean point) {
        int kept = Math.min(places, MOST_DIGITS);
        BigDecimal rounded = new BigDecimal(value).round(new MathContext(kept + 1, RoundingMode.HALF_EVEN));
        int exponent = value == 0 ? 0 : rounded.precision() - rounded.scale() - 1;
        String digits = value == 0 ? "0" : rounded.unscaledValue().toString();
        digits += "0".repeat(places + 1 - Math.min(digits.length(), places + 1));
        String fraction = places > 0 ? "." + digits.substring(1, places + 1) : point ? "." : "";
        return digits.charAt(0) + fraction + "e" + (exponent < 0 ? "-" : "+")
                + (Math.abs(exponent) < 10 ? "0" : "") + Math.abs(exponent);
    }

    /// @param likeRepr whether there is always a digit behind the point
    private static String general(double value, int significant, boolean alternate, boolean likeRepr) {
        int kept = Math.min(significant, MOST_DIGITS);
        BigDecimal rounded = new BigDecimal(value).round(new MathContext(kept, RoundingMode.HALF_EVEN));
        int exponent = value == 0 ? 0 : rounded.precision() - rounded.scale() - 1;
        if (exponent < -4 || exponent >= significant - (likeRepr ? 1 : 0)) {
            String digits = exponential(value, significant - 1, alternate);
            int e = digits.indexOf('e');
            return alternate ? digits : trimmed(digits.substring(0, e)) + digits.substring(e);
        }
        String digits = fixed(rounded, significant - 1 - exponent, alternate);
        if (!alternate) digits = trimmed(digits);
        return likeRepr && digits.indexOf('.') < 0 ? digits + ".0" : digits;
    }

    private static String trimmed(String digits) {
        if (digits.indexOf('.') < 0) return digits;
        int end = digits.length();
        while (digits.charAt(end - 1) == '0') end--;
        return digits.substring(0, digits.charAt(end - 1) == '.' ? end - 1 : end);
    }
}
