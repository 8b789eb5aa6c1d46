package dev.panallama.jinja;

import java.math.BigInteger;

/// Hash codes of values that are equal are equal.
final class Hashing {
    private Hashing() {}

    static int hash(Rendering rendering, Object value) {
        return switch (value) {
            case Text text -> text.hashCode();
            case Boolean it -> it ? 1 : 0;
            case Long number -> Long.hashCode(number);
            case BigInteger number -> number.hashCode();
            case Double number -> hash(number);
            case TupleValue tuple -> hash(rendering, tuple);
            case Range range -> range.size();
            case Undefined _ -> 1;
            case ListValue _ -> throw unhashable(rendering, value);
            case Dict _ -> throw unhashable(rendering, value);
            case DictView view when view.part() != DictView.Part.VALUES -> throw unhashable(rendering, value);
            default -> System.identityHashCode(value);
        };
    }

    private static int hash(double number) {
        if (number != Math.rint(number) || Double.isInfinite(number)) return Double.hashCode(number);
        if (Math.abs(number) < 1L << 62) return Long.hashCode((long) number);
        return new java.math.BigDecimal(number).toBigInteger().hashCode();
    }

    private static int hash(Rendering rendering, TupleValue tuple) {
        rendering.enter(2);
        rendering.steps(tuple.size());
        try {
            int hash = 7;
            for (Object element : tuple.elements()) hash = 31 * hash + hash(rendering, element);
            return hash;
        } finally {
            rendering.leave(2);
        }
    }

    private static TemplateException unhashable(Rendering rendering, Object value) {
        return rendering.failure("unhashable type: '%s'", Types.name(value));
    }
}
