package dev.panallama.grammar.schema;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Reads the keywords of a schema that limit integers, lengths and counts.
final class Bounds {
    /// More than a grammar counts to, and than a generation holds: as good as no upper bound.
    static final int MOST_COUNTED = 65_536;

    private static final double GREATEST = 1e40;

    private Bounds() {}

    /// Returns whether a schema bounds a number.
    static boolean given(JsonNode schema) {
        return schema.has("minimum") || schema.has("maximum")
                || schema.has("exclusiveMinimum") || schema.has("exclusiveMaximum");
    }

    /// Returns what matches the integers of a schema that bounds them.
    static String integers(JsonNode schema, Place place) {
        var min = min(schema, place);
        var max = max(schema, place);
        if (min == null && max == null) throw place.refused("a bound of an integer is a number");
        if (min != null && max != null && min.compareTo(max) > 0) {
            throw place.refused("no integer is from %s to %s: correct the bounds".formatted(min, max));
        }
        return "(" + IntegerRange.of(min, max) + ")";
    }

    /// Returns an item as often as two keywords of the schema say.
    static String repeated(String item, String separator, JsonNode schema, String minName, String maxName,
            Place place) {
        int min = count(schema, minName, 0, place);
        int max = count(schema, maxName, Gbnf.UNBOUNDED, place);
        if (max > MOST_COUNTED) max = Gbnf.UNBOUNDED;
        if (min > MOST_COUNTED) {
            throw place.refused("%s is %d: give %d or less".formatted(minName, min, MOST_COUNTED));
        }
        if (min > max) throw place.refused("%s is %d, above %s, which is %d".formatted(minName, min, maxName, max));
        return separator.isEmpty() ? Gbnf.repeated(item, min, max) : Gbnf.repeated(item, min, max, separator);
    }

    private static int count(JsonNode schema, String name, int absent, Place place) {
        var value = schema.get(name);
        if (value == null || value.isNull()) return absent;
        if (!value.isNumber() || value.decimalValue().signum() < 0) {
            throw place.refused("%s is %s: give a number from 0".formatted(name, value));
        }
        return value.decimalValue().min(BigDecimal.valueOf(Gbnf.UNBOUNDED)).intValue();
    }

    private static @Nullable BigInteger min(JsonNode schema, Place place) {
        var least = bound(schema.path("minimum"), place);
        var below = bound(exclusive(schema, "exclusiveMinimum", "minimum"), place);
        var min = least == null ? null : whole(least, RoundingMode.CEILING);
        if (below == null) return min;
        var next = whole(below, RoundingMode.FLOOR).add(BigInteger.ONE);
        return min == null ? next : min.max(next);
    }

    private static @Nullable BigInteger max(JsonNode schema, Place place) {
        var most = bound(schema.path("maximum"), place);
        var above = bound(exclusive(schema, "exclusiveMaximum", "maximum"), place);
        var max = most == null ? null : whole(most, RoundingMode.FLOOR);
        if (above == null) return max;
        var next = whole(above, RoundingMode.CEILING).subtract(BigInteger.ONE);
        return max == null ? next : max.min(next);
    }

    /// Returns an exclusive bound, which is `true` beside the bound itself in schemas of draft 4.
    private static JsonNode exclusive(JsonNode schema, String name, String inclusive) {
        var value = schema.path(name);
        return value.isBoolean() && value.booleanValue() ? schema.path(inclusive) : value;
    }

    private static @Nullable BigDecimal bound(JsonNode value, Place place) {
        if (!value.isNumber()) return null;
        boolean finite = Double.isFinite(value.doubleValue());
        if (!finite || Math.abs(value.doubleValue()) > GREATEST) {
            throw place.refused("a bound is %s: give one up to %s".formatted(value, GREATEST));
        }
        return value.decimalValue();
    }

    private static BigInteger whole(BigDecimal bound, RoundingMode rounding) {
        return bound.setScale(0, rounding).toBigInteger();
    }
}
