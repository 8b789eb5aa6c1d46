package dev.panallama.jinja;

import java.math.BigDecimal;

/// Floats as Python writes them.
final class Floats {
    private static final int LEAST_EXPONENT = -4;
    private static final int MOST_EXPONENT = 16;

    private Floats() {}

    /// Returns the shortest text that means this number and no other.
    static String repr(double value) {
        if (Double.isNaN(value)) return "nan";
        if (Double.isInfinite(value)) return value > 0 ? "inf" : "-inf";
        if (value == 0) return 1 / value < 0 ? "-0.0" : "0.0";
        BigDecimal decimal = new BigDecimal(Double.toString(value)).stripTrailingZeros();
        int exponent = decimal.precision() - decimal.scale() - 1;
        if (exponent >= LEAST_EXPONENT && exponent < MOST_EXPONENT)
            return decimal.scale() <= 0 ? decimal.toPlainString() + ".0" : decimal.toPlainString();
        return scientific(decimal, exponent, "e");
    }

    /// Returns the digits with the point after the first, and an exponent of at least two digits.
    static String scientific(BigDecimal decimal, int exponent, String letter) {
        String digits = decimal.unscaledValue().abs().toString();
        String fraction = digits.length() > 1 ? "." + digits.substring(1) : "";
        return (decimal.signum() < 0 ? "-" : "") + digits.charAt(0) + fraction + letter
                + (exponent < 0 ? "-" : "+") + (Math.abs(exponent) < 10 ? "0" : "") + Math.abs(exponent);
    }
}
