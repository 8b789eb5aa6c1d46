package dev.panallama.jinja;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;

/// Operators on numbers, and those that put texts and lists together.
final class Arithmetic {
    private static final BigInteger LONG_MIN = BigInteger.valueOf(Long.MIN_VALUE);
    private static final BigInteger LONG_MAX = BigInteger.valueOf(Long.MAX_VALUE);
    private static final long EXACT = 1L << 53;

    private Arithmetic() {}

    static Object binary(Rendering rendering, String operator, Object left, Object right) {
        if (Types.isNumber(left) && Types.isNumber(right)) return numbers(rendering, operator, left, right);
        Object result = switch (operator) {
            case "+" -> Joining.sum(rendering, left, right);
            case "*" -> Joining.product(rendering, left, right);
            case "%" -> left instanceof Text text ? Formatting.percent(rendering, text, right) : null;
            default -> null;
        };
        if (result == null) throw unsupported(rendering, operator, left, right);
        return result;
    }

    private static TemplateException unsupported(Rendering rendering, String operator, Object left, Object right) {
        if (left instanceof Undefined it) return rendering.failure(it.message());
        if (right instanceof Undefined it) return rendering.failure(it.message());
        return rendering.failure("unsupported operand types for %s: '%s' and '%s'", operator, Types.name(left),
                Types.name(right));
    }

    static Object sign(Rendering rendering, boolean negative, Object value) {
        if (value instanceof Double number) return negative ? -number : number;
        if (Types.isInteger(value)) return integer(negative ? big(value).negate() : big(value));
        if (value instanceof Undefined it) throw rendering.failure(it.message());
        throw rendering.failure("bad operand type for unary %s: '%s'", negative ? "-" : "+", Types.name(value));
    }

    private static Object numbers(Rendering rendering, String operator, Object left, Object right) {
        if (left instanceof Double || right instanceof Double || operator.equals("/"))
            return floats(rendering, operator, left, right);
        if (left instanceof Long a && right instanceof Long b) {
            Object small = small(operator, a, b);
            if (small != null) return small;
        }
        return integers(rendering, operator, big(left), big(right));
    }

    /// Returns the result where it is clear that a `long` can hold it, otherwise null.
    private static @org.jspecify.annotations.Nullable Object small(String operator, long left, long right) {
        if (Math.abs(left) > Integer.MAX_VALUE || Math.abs(right) > Integer.MAX_VALUE) return null;
        return switch (operator) {
            case "+" -> left + right;
            case "-" -> left - right;
            case "*" -> left * right;
            case "//" -> right == 0 ? null : Math.floorDiv(left, right);
            case "%" -> right == 0 ? null : Math.floorMod(left, right);
            default -> null;
        };
    }

    private static Object integers(Rendering rendering, String operator, BigInteger left, BigInteger right) {
        rendering.integer(switch (operator) {
            case "*" -> (double) left.bitLength() + right.bitLength();
            case "**" -> right.signum() <= 0
                    ? 0
                    : left.abs().bitLength() <= 1
                            ? 1
                            : left.bitLength() * right.doubleValue();
            default -> Math.max(left.bitLength(), right.bitLength());
        });
        return switch (operator) {
            case "+" -> integer(left.add(right));
            case "-" -> integer(left.subtract(right));
            case "*" -> integer(left.multiply(right));
            case "//" -> integer(floorDivide(rendering, left, right)[0]);
            case "%" -> integer(floorDivide(rendering, left, right)[1]);
            default -> right.signum() < 0
                    ? floats(rendering, operator, integer(left), integer(right))
                    : integer(power(left, right));
        };
    }

    private static BigInteger power(BigInteger base, BigInteger exponent) {
        if (base.bitLength() > 1) return base.pow(exponent.intValueExact());
        return exponent.signum() == 0
                ? BigInteger.ONE
                : base.signum() < 0 && !exponent.testBit(0) && isOne(base)
                        ? BigInteger.ONE
                        : isOne(base) || base.signum() == 0 ? base : base.pow(exponent.intValueExact());
    }

    private static boolean isOne(BigInteger number) {
        return number.abs().equals(BigInteger.ONE);
    }

    private static BigInteger[] floorDivide(Rendering rendering, BigInteger left, BigInteger right) {
        if (right.signum() == 0) throw rendering.failure("integer division or modulo by zero");
        BigInteger[] parts = left.divideAndRemainder(right);
        if (parts[1].signum() * right.signum() < 0) {
            parts[0] = parts[0].subtract(BigInteger.ONE);
            parts[1] = parts[1].add(right);
        }
        return parts;
    }

    private static Object floats(Rendering rendering, String operator, Object left, Object right) {
        if (operator.equals("/") && !(left instanceof Double) && !(right instanceof Double))
            return quotient(rendering, left, right);
        double a = toDouble(rendering, left);
        double b = toDouble(rendering, right);
        return switch (operator) {
            case "+" -> a + b;
            case "-" -> a - b;
            case "*" -> a * b;
            case "/" -> a / divisor(rendering, b);
            case "//" -> floorQuotient(a, divisor(rendering, b));
            case "%" -> modulo(a, divisor(rendering, b));
            default -> power(rendering, a, b);
        };
    }

    private static double divisor(Rendering rendering, double divisor) {
        if (divisor == 0) throw rendering.failure("float division by zero");
        return divisor;
    }

    /// Divides integers and rounds once.
    private static double quotient(Rendering rendering, Object left, Object right) {
        BigInteger a = big(left);
        BigInteger b = big(right);
        if (b.signum() == 0) throw rendering.failure("division by zero");
        if (a.bitLength() <= 53 && b.bitLength() <= 53) return a.doubleValue() / b.doubleValue();
        double quotient = new BigDecimal(a).divide(new BigDecimal(b), new MathContext(800)).doubleValue();
        if (Double.isInfinite(quotient)) throw rendering.failure("integer division result too large for a float");
        return quotient;
    }

    static double modulo(double left, double right) {
        double rest = left % right;
        if (rest == 0) return Math.copySign(0.0, right);
        return (right < 0) != (rest < 0) ? rest + right : rest;
    }

    private static double floorQuotient(double left, double right) {
        double rest = left % right;
        double quotient = (left - rest) / right;
        if (rest != 0 && (right < 0) != (rest < 0)) quotient -= 1;
        if (quotient == 0) return Math.copySign(0.0, left / right);
        double floor = Math.floor(quotient);
        return quotient - floor > 0.5 ? floor + 1 : floor;
    }

    private static double power(Rendering rendering, double base, double exponent) {
        if (base == 1 || exponent == 0) return 1;
        if (base == 0 && exponent < 0) throw rendering.failure("0.0 cannot be raised to a negative power");
        if (base == -1 && Double.isInfinite(exponent)) return 1;
        if (base < 0 && !Double.isInfinite(base) && exponent != Math.rint(exponent))
            throw rendering.failure("a negative number to a broken power is complex, which templates do not have");
        double power = Math.pow(base, exponent);
        if (Double.isInfinite(power) && !Double.isInfinite(base) && !Double.isInfinite(exponent))
            throw rendering.failure("the result of ** is too large for a float");
        return power;
    }

    static double toDouble(Rendering rendering, Object number) {
        if (number instanceof Double it) return it;
        double value = number instanceof Long it ? it : big(number).doubleValue();
        if (Double.isInfinite(value)) throw rendering.failure("int too large to convert to float");
        return value;
    }

    static BigInteger big(Object integer) {
        return switch (integer) {
            case Long it -> BigInteger.valueOf(it);
            case BigInteger it -> it;
            case Boolean it -> it ? BigInteger.ONE : BigInteger.ZERO;
            default -> throw new AssertionError(integer.getClass());
        };
    }

    /// Returns an integer as values have it: a [Long] wherever that can hold it.
    static Object integer(BigInteger value) {
        return value.compareTo(LONG_MIN) >= 0 && value.compareTo(LONG_MAX) <= 0 ? (Object) value.longValue() : value;
    }

    /// Returns the integer part.
    static Object integer(Rendering rendering, double value) {
        if (Double.isNaN(value) || Double.isInfinite(value))
            throw rendering.failure("cannot convert float %s to integer", Floats.repr(value));
        return Math.abs(value) < EXACT ? (Object) (long) value : integer(new BigDecimal(value).toBigInteger());
    }
}
