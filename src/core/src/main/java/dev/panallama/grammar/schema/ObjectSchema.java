package dev.panallama.grammar.schema;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// Makes the rules for an object and its properties.
///
/// @param prefix begins the names of the rules
record ObjectSchema(Rules rules, Primitives primitives, References.Visitor visitor, String prefix, Place place) {
    /// Returns whether a schema says something of an object's properties.
    static boolean describes(JsonNode schema) {
        var others = schema.path("additionalProperties");
        return schema.has("properties") || !(others.isMissingNode() || (others.isBoolean() && others.booleanValue()));
    }

    /// Returns the body of the rule for a schema.
    String body(JsonNode schema) {
        var required = new HashSet<String>();
        schema.path("required").forEach(it -> required.add(it.asString("")));
        Map<String, JsonNode> schemas = new LinkedHashMap<>();
        schema.path("properties").forEachEntry(schemas::put);
        var properties = properties(schemas, required::contains);
        var others = schema.path("additionalProperties");
        if (others.isObject() || others.asBoolean(false)) properties.add(others(others, schemas.keySet()));
        return new ObjectRule(rules, prefix, properties).body();
    }

    /// Returns the body of the rule for these properties and no others.
    String body(Map<String, JsonNode> schemas, Predicate<String> required) {
        return new ObjectRule(rules, prefix, properties(schemas, required)).body();
    }

    private List<ObjectRule.Property> properties(Map<String, JsonNode> schemas, Predicate<String> required) {
        var properties = new ArrayList<ObjectRule.Property>();
        for (var entry : schemas.entrySet()) {
            var name = entry.getKey();
            var value = visitor.visit(entry.getValue(), prefix + name, place.inside("properties." + name));
            var key = Gbnf.json(JsonNodeFactory.instance.stringNode(name));
            var pair = rules.add(prefix + name + "-kv", key + " space \":\" space " + value);
            properties.add(new ObjectRule.Property(name, pair, required.test(name), false));
        }
        return properties;
    }

    /// Makes the rules for the properties that the schema does not name.
    private ObjectRule.Property others(JsonNode schema, Set<String> named) {
        var name = prefix + "additional";
        var value = schema.isObject()
                ? visitor.visit(schema, name + "-value", place.inside("additionalProperties"))
                : primitive("value");
        var key = primitive(named.isEmpty() ? "string" : "char");
        if (!named.isEmpty()) key = rules.add(name + "-k", ExcludedKeys.rule(named, place));
        var pair = rules.add(name + "-kv", key + " \":\" space " + value);
        return new ObjectRule.Property("*", pair, false, true);
    }

    private String primitive(String name) {
        return primitives.add(rules, name, name);
    }
}
