package dev.panallama.grammar.schema;

import java.util.HashSet;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// Tells whether a schema amounts to a string. Some models write strings among a tool's arguments without quotes.
public final class StringSchemas {
    private static final Set<String> FORMATS = Set.of("date", "time", "date-time", "uri", "email", "hostname", "ipv4",
            "ipv6");

    private final References references;
    private final Set<String> followed = new HashSet<>();

    private StringSchemas(JsonNode document) {
        references = new References(document, new Rules());
    }

    /// Returns whether a value of this schema can be a string by one way or another.
    ///
    /// @param schema with its definitions
    public static boolean allowString(JsonNode schema) {
        return allowString(schema, schema);
    }

    /// Returns whether a value of this schema can be a string by one way or another.
    ///
    /// @param document to which the schema's references are relative
    public static boolean allowString(JsonNode schema, JsonNode document) {
        return new StringSchemas(document).allows(schema, Place.root());
    }

    private boolean allows(JsonNode schema, Place place) {
        if (!schema.isObject() || place.depth() == Place.MOST_DEPTH) return false;
        if (schema.path("$ref").isString()) return allowsTarget(schema.get("$ref").asString(), place);
        return isString(schema.path("type"))
                || any(schema.path("oneOf"), place)
                || any(schema.path("anyOf"), place)
                || all(schema.path("allOf"), place)
                || schema.path("const").isString()
                || schema.path("enum").valueStream().anyMatch(JsonNode::isString)
                || schema.has("pattern") || schema.has("minLength") || schema.has("maxLength")
                || isStringFormat(schema.path("format").asString(""));
    }

    /// A reference that was followed before adds nothing.
    private boolean allowsTarget(String reference, Place place) {
        if (!followed.add(reference)) return false;
        try {
            return allows(references.target(reference, place), place.beside("$ref"));
        } catch (IllegalArgumentException e) {
            return false; // the conversion of the schema will say what is wrong
        }
    }

    private boolean any(JsonNode schemas, Place place) {
        return schemas.valueStream().anyMatch(it -> allows(it, place.beside("anyOf")));
    }

    private boolean all(JsonNode schemas, Place place) {
        return schemas.isArray() && schemas.valueStream().allMatch(it -> allows(it, place.beside("allOf")));
    }

    private static boolean isString(JsonNode type) {
        if (type.isArray()) return type.valueStream().anyMatch(StringSchemas::isString);
        return type.asString("").equals("string");
    }

    private static boolean isStringFormat(String format) {
        return FORMATS.contains(format) || format.startsWith("uuid");
    }
}
