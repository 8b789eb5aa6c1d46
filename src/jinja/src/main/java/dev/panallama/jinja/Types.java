package dev.panallama.jinja;

import java.math.BigInteger;

/// What kind of value a value is.
final class Types {
    private Types() {}

    /// Returns Python's name of its type.
    static String name(Object value) {
        return switch (value) {
            case None _ -> "NoneType";
            case Boolean _ -> "bool";
            case Long _ -> "int";
            case BigInteger _ -> "int";
            case Double _ -> "float";
            case Text _ -> "str";
            case ListValue _ -> "list";
            case TupleValue _ -> "tuple";
            case Dict _ -> "dict";
            case DictView view -> switch (view.part()) {
                case KEYS -> "dict_keys";
                case VALUES -> "dict_values";
                case ITEMS -> "dict_items";
            };
            case Range _ -> "range";
            case Generator _ -> "generator";
            case Undefined _ -> "Undefined";
            case Namespace _ -> "Namespace";
            case LoopContext _ -> "LoopContext";
            case Macro _ -> "Macro";
            default -> "function";
        };
    }

    static boolean truth(Object value) {
        return switch (value) {
            case Boolean it -> it;
            case Text text -> text.length() > 0;
            case None _ -> false;
            case Undefined _ -> false;
            case Long number -> number != 0;
            case Double number -> number != 0;
            default -> Sequences.sizeOrUnknown(value) != 0;
        };
    }

    /// Tells whether it is an `int`, which a `bool` is too.
    static boolean isInteger(Object value) {
        return value instanceof Long || value instanceof BigInteger || value instanceof Boolean;
    }

    static boolean isNumber(Object value) {
        return isInteger(value) || value instanceof Double;
    }

    /// Returns an integer as far as Java's `int` can hold it.
    static int clamp(Object integer) {
        return switch (integer) {
            case Boolean it -> it ? 1 : 0;
            case Long it -> Math.clamp(it, Integer.MIN_VALUE, Integer.MAX_VALUE);
            case BigInteger it -> it.signum() < 0 ? Integer.MIN_VALUE : Integer.MAX_VALUE;
            default -> throw new AssertionError(integer.getClass());
        };
    }

    /// Tells whether two values are one, as Python's `is` does.
    @SuppressWarnings("ReferenceEquality")
    static boolean isSame(Object value, Object other) {
        return value == other || (value instanceof Boolean && value.equals(other));
    }
}
