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
        boolean negativePower = operator.equals("**") && !(right instanceof Double) && big(right).signum() < 0;
        if (left instanceof Double || right instanceof Double || negativePower)
            return floats(rendering, operator, toDouble(rendering, left), toDouble(rendering, right));
        if (operator.equals("/")) return quotient(rendering, big(left), big(right));
        return integer(integers(rendering, operator, big(left), big(right)));
    }

    private static BigInteger integers(Rendering rendering, String operator, BigInteger left, BigInteger right) {
        rendering.integer(switch (operator) {
            case "*" -> (double) left.bitLength() + right.bitLength();
            case "**" -> Math.max(1, left.bitLength()) * right.doubleValue();
            default -> Math.max(left.bitLength(), right.bitLength());
        });
        return switch (operator) {
            case "+" -> left.add(right);
            case "-" -> left.subtract(right);
            case "*" -> left.multiply(right);
            case "//" -> floorDivide(rendering, left, right)[0];
            case "%" -> floorDivide(rendering, left, right)[1];
            default -> left.pow(right.intValueExact());
        };
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

    /// Divides integers and rounds once.
    private static double quotient(Rendering rendering, BigInteger left, BigInteger right) {
        if (right.signum() == 0) throw rendering.failure("division by zero");
        if (left.bitLength() <= 53 && right.bitLength() <= 53) return left.doubleValue() / right.doubleValue();
        double quotient = new BigDecimal(left).divide(new BigDecimal(right), new MathContext(800)).doubleValue();
        if (Double.isInfinite(quotient)) throw rendering.failure("integer division result too large for a float");
        return quotient;
    }

    private static double floats(Rendering rendering, String operator, double left, double right) {
        boolean divides = operator.equals("/") || operator.equals("//") || operator.equals("%");
        if (divides && right == 0) throw rendering.failure("float division by zero");
        return switch (operator) {
            case "+" -> left + right;
            case "-" -> left - right;
            case "*" -> left * right;
            case "/" -> left / right;
            case "//" -> floorQuotient(left, right);
            case "%" -> modulo(left, right);
            default -> power(rendering, left, right);
        };
    }

    private static double floorQuotient(double left, double right) {
        double quotient = Math.rint((left - modulo(left, right)) / right);
        return quotient == 0 ? Math.copySign(0.0, left / right) : quotient;
    }

    private static double modulo(double left, double right) {
        double rest = left % right;
        if (rest == 0) return Math.copySign(0.0, right);
        return (right < 0) != (rest < 0) ? rest + right : rest;
    }

    private static double power(Rendering rendering, double base, double exponent) {
        double power = base == 1 ? 1 : Math.pow(base, exponent);
        boolean finite = Math.abs(base) <= Double.MAX_VALUE && Math.abs(exponent) <= Double.MAX_VALUE;
        if (finite && (Double.isNaN(power) || Double.isInfinite(power)))
            throw rendering.failure("%s ** %s is no number that a float can hold", Floats.repr(base),
                    Floats.repr(exponent));
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
