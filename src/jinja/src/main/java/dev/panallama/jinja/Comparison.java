package dev.panallama.jinja;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;

/// Equality and order of values as Python has them.
final class Comparison {
    private Comparison() {}

    static boolean holds(Rendering rendering, String operator, Object left, Object right) {
        return switch (operator) {
            case "==" -> equal(rendering, left, right);
            case "!=" -> !equal(rendering, left, right);
            case "in" -> Sequences.contains(rendering, right, left);
            case "not in" -> !Sequences.contains(rendering, right, left);
            default -> ordered(rendering, operator, left, right);
        };
    }

    /// Compares as containers do: a value is the same as itself, even one that is not equal to itself.
    static boolean same(Rendering rendering, Object left, Object right) {
        return Types.isSame(left, right) || equal(rendering, left, right);
    }

    static boolean equal(Rendering rendering, Object left, Object right) {
        return switch (left) {
            case Text text -> right instanceof Text it && equal(rendering, text, it);
            case Undefined _ -> right instanceof Undefined;
            case ListValue list -> right instanceof ListValue it
                    && equal(rendering, list.elements(), it.elements());
            case TupleValue tuple -> right instanceof TupleValue it
                    && equal(rendering, tuple.elements(), it.elements());
            case Dict dict -> right instanceof Dict it && equal(rendering, dict, it);
            case Range range -> range.equals(right);
            default -> simplyEqual(left, right);
        };
    }

    private static boolean simplyEqual(Object left, Object right) {
        if (Types.isNumber(left) && Types.isNumber(right)) return compare(left, right) == 0;
        return Types.isSame(left, right);
    }

    private static boolean equal(Rendering rendering, Text left, Text right) {
        if (left.length() != right.length()) return false;
        rendering.text(left.length());
        return left.equals(right);
    }

    private static boolean equal(Rendering rendering, List<Object> left, List<Object> right) {
        if (left.size() != right.size()) return false;
        rendering.enter(2);
        boolean equal = true;
        for (int i = 0; equal && i < left.size(); i++) {
            rendering.step();
            equal = same(rendering, left.get(i), right.get(i));
        }
        rendering.leave(2);
        return equal;
    }

    private static boolean equal(Rendering rendering, Dict left, Dict right) {
        if (left.size() != right.size()) return false;
        rendering.enter(2);
        boolean equal = true;
        for (int i = 0; equal && i < left.size(); i++) {
            rendering.step();
            Object other = right.get(rendering, left.key(i));
            equal = other != null && same(rendering, left.value(i), other);
        }
        rendering.leave(2);
        return equal;
    }

    /// Compares two numbers; 2 where one is not a number and the answer to every question is no.
    static int compare(Object left, Object right) {
        if (left instanceof Long a && right instanceof Long b) return Long.compare(a, b);
        if (left instanceof Double a && right instanceof Double b)
            return a < b ? -1 : a > b ? 1 : a.doubleValue() == b ? 0 : 2;
        if (left instanceof Double a) return compareExactly(a, Arithmetic.big(right));
        if (right instanceof Double b) {
            int turned = compareExactly(b, Arithmetic.big(left));
            return turned == 2 ? 2 : -turned;
        }
        return Arithmetic.big(left).compareTo(Arithmetic.big(right));
    }

    private static int compareExactly(double left, BigInteger right) {
        if (Double.isNaN(left)) return 2;
        if (Double.isInfinite(left)) return left > 0 ? 1 : -1;
        return new BigDecimal(left).compareTo(new BigDecimal(right));
    }

    static boolean less(Rendering rendering, Object left, Object right) {
        return ordered(rendering, "<", left, right);
    }

    private static boolean ordered(Rendering rendering, String operator, Object left, Object right) {
        if (Types.isNumber(left) && Types.isNumber(right)) return answers(operator, compare(left, right));
        if (left instanceof Text a && right instanceof Text b) return answers(operator, compareTexts(rendering, a, b));
        if (left instanceof ListValue a && right instanceof ListValue b)
            return ordered(rendering, operator, a.elements(), b.elements());
        if (left instanceof TupleValue a && right instanceof TupleValue b)
            return ordered(rendering, operator, a.elements(), b.elements());
        for (Object side : List.of(left, right))
            if (side instanceof Undefined it) throw rendering.failure(it.message());
        throw rendering.failure("'%s' not supported between instances of '%s' and '%s'", operator, Types.name(left),
                Types.name(right));
    }

    private static boolean answers(String operator, int order) {
        return order != 2 && switch (operator) {
            case "<" -> order < 0;
            case "<=" -> order <= 0;
            case ">" -> order > 0;
            default -> order >= 0;
        };
    }

    /// Compares by code points.
    private static int compareTexts(Rendering rendering, Text left, Text right) {
        int length = Math.min(left.length(), right.length());
        rendering.text(length);
        for (int i = 0; i < length; i++) {
            char a = left.charAt(i);
            char b = right.charAt(i);
            if (a != b)
                return Character.isSurrogate(a) != Character.isSurrogate(b)
                        ? Character.isSurrogate(a) ? 1 : -1
                        : a < b ? -1 : 1;
        }
        return Integer.signum(left.length() - right.length());
    }

    private static boolean ordered(Rendering rendering, String operator, List<Object> left, List<Object> right) {
        rendering.enter(2);
        boolean answer = answers(operator, Integer.compare(left.size(), right.size()));
        for (int i = 0; i < Math.min(left.size(), right.size()); i++) {
            rendering.step();
            if (same(rendering, left.get(i), right.get(i))) continue;
            answer = ordered(rendering, operator, left.get(i), right.get(i));
            break;
        }
        rendering.leave(2);
        return answer;
    }
}
