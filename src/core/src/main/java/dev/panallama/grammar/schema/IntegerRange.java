package dev.panallama.grammar.schema;

import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/// Writes the integers from one bound to another, digit by digit. An open end reaches as far as
/// [#DIGITS] digits do.
final class IntegerRange {
    /// How many digits an integer without a bound has at most.
    private static final int DIGITS = 16;

    private static final BigInteger END = BigInteger.TEN.pow(DIGITS - 1);

    private final StringBuilder out = new StringBuilder();

    private IntegerRange() {}

    /// Returns what matches the integers from `min` to `max`, where null is an open end; one of them must be given.
    static String of(@Nullable BigInteger min, @Nullable BigInteger max) {
        var range = new IntegerRange();
        if (min != null && max != null) {
            range.between(min, max);
        } else if (min != null && min.abs().compareTo(END) >= 0) {
            range.between(min, farther(min));
        } else if (max != null && max.abs().compareTo(END) >= 0) {
            range.between(farther(max).negate(), max);
        } else if (min != null) {
            range.from(min);
        } else if (max != null) {
            range.upTo(max);
        }
        return range.out.toString();
    }

    /// Returns what matches the integers from `-max - 1` to `max`, as a type has them, in few alternatives.
    ///
    /// @param max at least 10
    static String signed(long max) {
        var last = Long.toString(max);
        var range = new IntegerRange();
        range.out.append("\"-\"? ( [0] | [1-9] ");
        range.digits(0, last.length() - 2);
        range.out.append(" | ");
        range.sameLength("1" + "0".repeat(last.length() - 1), last);
        return range.out.append(" ) | \"").append(-max - 1).append('"').toString();
    }

    /// Returns the end of a range that begins with so great a number that [#DIGITS] digits would not do.
    private static BigInteger farther(BigInteger bound) {
        return BigInteger.TEN.pow(bound.abs().toString().length() + 1).subtract(BigInteger.ONE);
    }

    private void from(BigInteger min) {
        if (min.signum() < 0) {
            out.append("\"-\" (");
            between(BigInteger.ZERO, min.negate());
            out.append(") | ");
        }
        if (min.signum() <= 0) {
            out.append("[0] | [1-9] ");
            digits(0, DIGITS - 1);
        } else {
            atLeast(min.toString(), DIGITS, '1');
        }
    }

    private void upTo(BigInteger max) {
        if (max.signum() < 0) {
            out.append("\"-\" (");
            atLeast(max.negate().toString(), DIGITS, '0');
            out.append(')');
            return;
        }
        out.append("\"-\" [1-9] ");
        digits(0, DIGITS - 1);
        out.append(" | ");
        between(BigInteger.ZERO, max);
    }

    private void between(BigInteger min, BigInteger max) {
        if (max.signum() < 0) {
            out.append("\"-\" (");
            between(max.negate(), min.negate());
            out.append(')');
        } else if (min.signum() < 0) {
            out.append("\"-\" (");
            between(BigInteger.ZERO, min.negate());
            out.append(") | ");
            between(BigInteger.ZERO, max);
        } else {
            betweenPositive(min.toString(), max.toString());
        }
    }

    private void betweenPositive(String min, String max) {
        var from = min;
        for (int length = min.length(); length < max.length(); length++) {
            sameLength(from, "9".repeat(length));
            out.append(" | ");
            from = "1" + "0".repeat(length);
        }
        sameLength(from, max);
    }

    /// Writes the digit strings that are longer than `min`, or as long and not less, and no longer than `most`.
    ///
    /// @param lowest the lowest digit that may come first
    private void atLeast(String min, int most, char lowest) {
        int length = min.length();
        char first = min.charAt(0);
        if (lowest == '0' && min.chars().allMatch(it -> it == '0')) {
            digits(length, most);
            return;
        }
        if (first > lowest) {
            digit(lowest, (char) (first - 1));
            out.append(' ');
            digits(length, most - 1);
            out.append(" | ");
        }
        if (length == 1) {
            digit(first, '9');
            out.append(' ');
            digits(0, most - 1);
            return;
        }
        digit(first, first);
        out.append(" (");
        atLeast(min.substring(1), most - 1, '0');
        out.append(')');
        if (first == '9') return;
        out.append(" | ");
        digit((char) (first + 1), '9');
        out.append(' ');
        digits(length - 1, most - 1);
    }

    /// Writes the digit strings from `from` to `to`, which are of one length.
    private void sameLength(String from, String to) {
        int same = 0;
        while (same < from.length() && from.charAt(same) == to.charAt(same)) same++;
        if (same > 0) out.append('"').append(from, 0, same).append('"');
        if (same == from.length()) return;
        if (same > 0) out.append(' ');
        if (same == from.length() - 1) {
            out.append('[').append(from.charAt(same)).append('-').append(to.charAt(same)).append(']');
        } else {
            otherFirst(from.substring(same), to.substring(same));
        }
    }

    /// Writes the range of digit strings whose first digits differ.
    private void otherFirst(String from, String to) {
        int rest = from.length() - 1;
        var zeros = "0".repeat(rest);
        var nines = "9".repeat(rest);
        char first = from.charAt(0);
        char last = to.charAt(0);
        boolean whole = from.substring(1).equals(zeros);
        boolean toTheEnd = !whole && to.substring(1).equals(nines) && first < last - 1;
        out.append('(');
        if (!whole) {
            out.append('[').append(first++).append("] (");
            sameLength(from.substring(1), nines);
            out.append(')');
        }
        char upTo = toTheEnd ? last : (char) (last - 1);
        if (first <= upTo) {
            if (!whole) out.append(" | ");
            digit(first, upTo);
            out.append(' ');
            digits(rest, rest);
        }
        if (!toTheEnd) {
            out.append(" | ");
            digit(last, last);
            out.append(' ');
            sameLength(zeros, to.substring(1));
        }
        out.append(')');
    }

    private void digit(char from, char to) {
        out.append('[').append(from);
        if (from != to) out.append('-').append(to);
        out.append(']');
    }

    private void digits(int min, int max) {
        out.append("[0-9]");
        if (min == 1 && max == 1) return;
        out.append('{').append(min);
        if (min != max) out.append(',').append(max);
        out.append('}');
    }
}
