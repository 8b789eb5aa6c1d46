package dev.panallama.grammar.schema;

import static java.util.Map.entry;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.ZonedDateTime;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// The schemas of Java's simple types. [Primitives#JAVA] knows the formats.
final class ScalarSchemas {
    private record Scalar(String type, String format) {}

    private static final Map<Class<?>, Scalar> SCALARS = Map.ofEntries(
            entry(boolean.class, new Scalar("boolean", "")),
            entry(Boolean.class, new Scalar("boolean", "")),
            entry(byte.class, new Scalar("integer", "int8")),
            entry(Byte.class, new Scalar("integer", "int8")),
            entry(short.class, new Scalar("integer", "int16")),
            entry(Short.class, new Scalar("integer", "int16")),
            entry(int.class, new Scalar("integer", "int32")),
            entry(Integer.class, new Scalar("integer", "int32")),
            entry(long.class, new Scalar("integer", "int64")),
            entry(Long.class, new Scalar("integer", "int64")),
            entry(BigInteger.class, new Scalar("integer", "")),
            entry(float.class, new Scalar("number", "float")),
            entry(Float.class, new Scalar("number", "float")),
            entry(double.class, new Scalar("number", "")),
            entry(Double.class, new Scalar("number", "")),
            entry(Number.class, new Scalar("number", "")),
            entry(BigDecimal.class, new Scalar("number", "")),
            entry(char.class, new Scalar("string", "char")),
            entry(Character.class, new Scalar("string", "char")),
            entry(String.class, new Scalar("string", "")),
            entry(CharSequence.class, new Scalar("string", "")),
            entry(UUID.class, new Scalar("string", "uuid")),
            entry(LocalDate.class, new Scalar("string", "date")),
            entry(LocalTime.class, new Scalar("string", "time-local")),
            entry(OffsetTime.class, new Scalar("string", "time")),
            entry(LocalDateTime.class, new Scalar("string", "date-time-local")),
            entry(OffsetDateTime.class, new Scalar("string", "date-time")),
            entry(ZonedDateTime.class, new Scalar("string", "date-time")),
            entry(Instant.class, new Scalar("string", "date-time")),
            entry(Duration.class, new Scalar("string", "duration")),
            entry(Object.class, new Scalar("", "")),
            entry(JsonNode.class, new Scalar("", "")));

    private ScalarSchemas() {}

    /// Returns a new schema for a simple type.
    static Optional<ObjectNode> of(Class<?> type) {
        return Optional.ofNullable(SCALARS.get(type)).map(ScalarSchemas::schema);
    }

    private static ObjectNode schema(Scalar scalar) {
        var schema = JsonNodeFactory.instance.objectNode();
        if (scalar.type().isEmpty()) return schema.put("description", "any JSON value");
        schema.put("type", scalar.type());
        if (!scalar.format().isEmpty()) schema.put("format", scalar.format());
        return schema;
    }
}
