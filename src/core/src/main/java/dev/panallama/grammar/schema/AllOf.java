package dev.panallama.grammar.schema;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Collects what the schemas of an `allOf` ask for together: properties, values that all of them list, other keywords.
final class AllOf {
    private static final Set<String> NOT_MERGED = Set.of("allOf", "$ref", "$defs", "definitions");

    private final References references;
    private final Budget budget;
    private final Map<String, JsonNode> properties = new LinkedHashMap<>();
    private final Set<String> required = new HashSet<>();
    private final List<Set<String>> values = new ArrayList<>();
    private final ObjectNode keywords = JsonNodeFactory.instance.objectNode();

    /// Collects from a schema and its `allOf`.
    AllOf(JsonNode schema, References references, Budget budget, Place place) {
        this.references = references;
        this.budget = budget;
        if (schema.has("properties")) addProperties(schema.get("properties"), false, place);
        schema.path("required").forEach(it -> required.add(it.asString("")));
        keep(schema);
        addAll(schema.get("allOf"), true, place);
    }

    Map<String, JsonNode> properties() {
        return properties;
    }

    boolean requires(String property) {
        return required.contains(property);
    }

    boolean hasValues() {
        return !values.isEmpty();
    }

    /// Returns the literals that every list of values has, sorted.
    Set<String> commonValues() {
        var common = new TreeSet<>(values.getFirst());
        values.forEach(common::retainAll);
        return common;
    }

    /// Returns the keywords of all the schemas in one; a later one counts where two say different things.
    ObjectNode merged() {
        return keywords;
    }

    private void addAll(JsonNode schemas, boolean isRequired, Place place) {
        int index = 0;
        for (var schema : schemas) add(schema, isRequired, place.beside("allOf[%d]".formatted(index++)));
    }

    private void add(JsonNode schema, boolean isRequired, Place place) {
        budget.spend(1 + schema.path("enum").size() + schema.path("properties").size(), place);
        if (schema.path("$ref").isString()) {
            var reference = schema.get("$ref").asString();
            add(references.target(reference, place), isRequired, place.through(reference));
            return;
        }
        if (schema.has("properties")) addProperties(schema.get("properties"), isRequired, place);
        if (schema.has("enum")) values.add(literals(schema.get("enum")));
        if (schema.has("allOf")) addAll(schema.get("allOf"), isRequired, place);
        for (var alternative : schema.path("anyOf")) addAlternative(alternative, place);
        keep(schema);
    }

    /// Takes the properties of an alternative, optional as they are then.
    private void addAlternative(JsonNode schema, Place place) {
        budget.spend(1, place);
        if (schema.path("$ref").isString()) {
            var reference = schema.get("$ref").asString();
            addAlternative(references.target(reference, place), place.through(reference));
        } else if (schema.has("properties")) {
            addProperties(schema.get("properties"), false, place);
        }
    }

    private void addProperties(JsonNode added, boolean isRequired, Place place) {
        added.forEachEntry((name, schema) -> {
            properties.merge(name, schema, (first, second) -> both(first, second, place));
            if (isRequired) required.add(name);
        });
    }

    private static JsonNode both(JsonNode first, JsonNode second, Place place) {
        if (first.equals(second)) return first;
        if (!first.isObject() || !second.isObject()) throw place.refused("allOf has two schemas for one property");
        var both = JsonNodeFactory.instance.objectNode();
        both.putArray("allOf").add(first).add(second);
        return both;
    }

    private static Set<String> literals(JsonNode values) {
        var literals = new HashSet<String>();
        values.forEach(it -> literals.add(Gbnf.json(it)));
        return literals;
    }

    private void keep(JsonNode schema) {
        schema.forEachEntry((name, value) -> {
            if (!NOT_MERGED.contains(name)) keywords.set(name, value);
        });
    }
}
