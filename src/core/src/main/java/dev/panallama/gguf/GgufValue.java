package dev.panallama.gguf;

import java.util.List;
import java.util.stream.IntStream;

/// A value of a file's metadata with the type that it has there. Immutable.
public sealed interface GgufValue {
    /// Returns the type in the file.
    GgufType type();

    /// A whole number. A `UINT64` above `Long.MAX_VALUE` is the negative number of the same bits.
    record Whole(GgufType type, long value) implements GgufValue {
        /// @throws IllegalArgumentException if the type is none of whole numbers, or too small for the value
        public Whole {
            if (!type.holds(value))
                throw new IllegalArgumentException(
                        "%,d does not fit into %s: choose a wider type".formatted(value, type));
        }
    }

    /// A floating-point number.
    record Real(GgufType type, double value) implements GgufValue {
        /// @throws IllegalArgumentException if the type is neither `FLOAT32` nor `FLOAT64`
        public Real {
            if (!type.isReal())
                throw new IllegalArgumentException(
                        "%s is no type of a real number: give FLOAT32 or FLOAT64".formatted(type));
            value = type == GgufType.FLOAT32 ? (double) (float) value : value;
        }
    }

    /// True or false.
    record Flag(boolean value) implements GgufValue {
        @Override
        public GgufType type() {
            return GgufType.BOOL;
        }
    }

    /// A text in UTF-8. Bytes that are none read as the lone surrogates U+DC80 to U+DCFF, and are written as these bytes.
    record Text(String value) implements GgufValue {
        @Override
        public GgufType type() {
            return GgufType.STRING;
        }
    }

    /// Values of one type, by that type `Long`, `Double`, `Boolean` or `String`.
    record Array(GgufType elementType, List<?> elements) implements GgufValue {
        /// @throws IllegalArgumentException if an element is not of the type, or the type is `ARRAY`
        public Array {
            elements = isPacked(elementType, elements) ? elements : checked(elementType, List.copyOf(elements));
        }

        private static boolean isPacked(GgufType type, List<?> elements) {
            return elements instanceof PackedNumbers numbers
                    ? numbers.type() == type
                    : elements instanceof PackedTexts && type == GgufType.STRING;
        }

        private static List<?> checked(GgufType type, List<?> elements) {
            for (Object element : elements)
                if (!isOf(type, element))
                    throw new IllegalArgumentException(
                            "%s is no element of an array of %s: give values of that type".formatted(element, type));
            return elements;
        }

        private static boolean isOf(GgufType type, Object element) {
            return switch (element) {
                case Long number -> type.holds(number);
                case Double _ -> type.isReal();
                case Boolean _ -> type == GgufType.BOOL;
                case String _ -> type == GgufType.STRING;
                default -> false;
            };
        }

        @Override
        public GgufType type() {
            return GgufType.ARRAY;
        }
    }

    /// Returns a value of Java in the widest type: a `Long` as INT64, a `Double` as FLOAT64, a `Boolean`, a `String`.
    ///
    /// @throws IllegalArgumentException if it is none of these
    static GgufValue of(Object value) {
        return switch (value) {
            case Long number -> new Whole(GgufType.INT64, number);
            case Double number -> new Real(GgufType.FLOAT64, number);
            case Boolean flag -> flag(flag);
            case String text -> text(text);
            default -> throw new IllegalArgumentException(
                    "%s is no metadata: give a Long, a Double, a Boolean or a String".formatted(value));
        };
    }

    /// Returns a `UINT32`, the type that llama.cpp reads most numbers as.
    static GgufValue uint32(long value) {
        return new Whole(GgufType.UINT32, value);
    }

    /// Returns a `FLOAT32`.
    static GgufValue float32(double value) {
        return new Real(GgufType.FLOAT32, value);
    }

    /// Returns a `BOOL`.
    static GgufValue flag(boolean value) {
        return new Flag(value);
    }

    /// Returns a `STRING`.
    static GgufValue text(String value) {
        return new Text(value);
    }

    /// Returns an array of `STRING`.
    static GgufValue texts(List<String> values) {
        return new Array(GgufType.STRING, values);
    }

    /// Returns an array of `INT32`.
    static GgufValue int32s(int... values) {
        return new Array(GgufType.INT32, IntStream.of(values).mapToObj(it -> (long) it).toList());
    }

    /// Returns an array of `FLOAT32`.
    static GgufValue float32s(float... values) {
        return new Array(
                GgufType.FLOAT32,
                IntStream.range(0, values.length).mapToObj(i -> (double) values[i]).toList());
    }
}
