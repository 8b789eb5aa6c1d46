package dev.panallama.chat.output;

import dev.panallama.chat.Tool;
import dev.panallama.grammar.schema.SchemaGrammar;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// What the tools take, by name.
final class ToolSchemas {
    private final Map<String, JsonNode> schemas = new HashMap<>();

    ToolSchemas(List<Tool> tools) {
        tools.forEach(it -> schemas.put(it.name(), SchemaGrammar.read(it.schema())));
    }

    boolean isEmpty() {
        return schemas.isEmpty();
    }

    boolean has(String name) {
        return schemas.containsKey(name);
    }

    /// Returns the schema of an argument, if there is one.
    Optional<JsonNode> argument(String tool, String name) {
        return Optional.ofNullable(schemas.get(tool)).map(it -> resolved(it, it, new HashSet<>()))
                .map(it -> it.path("properties").get(name));
    }

    /// Returns whether what the schema describes may be a text.
    boolean isText(String tool, JsonNode schema) {
        return isText(schema, schemas.getOrDefault(tool, schema), new HashSet<>());
    }

    /// Returns whether what a schema describes may be a text: then what stands there is one, whatever it looks like.
    ///
    /// @param document where the references of the schema lead
    static boolean isText(JsonNode schema, JsonNode document, Set<String> seen) {
        if (schema.has("$ref"))
            return seen.add(schema.get("$ref").asString(""))
                    && isText(referred(schema, document), document, seen);
        var types = schema.path("type");
        if (types.asString("").equals("string")) return true;
        if (types.valueStream().anyMatch(it -> it.asString("").equals("string"))) return true;
        if (anyText(schema.path("oneOf"), document, seen) || anyText(schema.path("anyOf"), document, seen)) return true;
        if (!schema.path("allOf").isEmpty() && allText(schema.path("allOf"), document, seen)) return true;
        if (schema.path("const").isString()) return true;
        if (schema.path("enum").valueStream().anyMatch(JsonNode::isString)) return true;
        return schema.has("pattern") || schema.has("minLength") || schema.has("maxLength")
                || (types.isMissingNode() && schema.has("format"));
    }

    /// Returns the schema that a reference leads to in the end, or the schema itself.
    static JsonNode resolved(JsonNode schema, JsonNode document, Set<String> seen) {
        if (!schema.has("$ref") || !seen.add(schema.get("$ref").asString(""))) return schema;
        return resolved(referred(schema, document), document, seen);
    }

    private static boolean anyText(JsonNode schemas, JsonNode document, Set<String> seen) {
        return schemas.valueStream().anyMatch(it -> isText(it, document, seen));
    }

    private static boolean allText(JsonNode schemas, JsonNode document, Set<String> seen) {
        return schemas.valueStream().allMatch(it -> isText(it, document, seen));
    }

    private static JsonNode referred(JsonNode schema, JsonNode document) {
        var reference = schema.get("$ref").asString("");
        return reference.startsWith("#") ? document.at(reference.substring(1)) : schema;
    }
}
