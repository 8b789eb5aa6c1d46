package dev.panallama.chat.output;

import dev.panallama.grammar.schema.SchemaGrammar;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/// Makes the rules for values whose parts are elements, as MiniMax writes them.
///
/// @param document where the references of the schemas lead
record ElementRules(SchemaGrammar grammar, MarkerRules markers, UntilRules until, String prefix, JsonNode document) {
    /// Returns a rule for a value that is no text.
    String value(JsonNode schema, String name) {
        var resolved = ToolSchemas.resolved(schema, document, new HashSet<>());
        for (var union : List.of("oneOf", "anyOf")) {
            if (resolved.has(union)) return alternatives(resolved.get(union), name);
        }
        if (isNested(schema, new HashSet<>())) return json(schema, name);
        if (resolved.has("properties")) return object(resolved, name);
        if (resolved.has("items")) return list(resolved.get("items"), name);
        return json(schema, name);
    }

    private String json(JsonNode schema, String name) {
        return grammar.addSchema(name + "-value", schema, document);
    }

    private String alternatives(JsonNode schemas, String name) {
        var alternatives = new ArrayList<String>();
        for (var each : schemas) alternatives.add(value(each, name + "-" + alternatives.size()));
        return "(" + String.join(" | ", alternatives) + ")";
    }

    private String object(JsonNode schema, String name) {
        var required = schema.path("required").valueStream().map(it -> it.asString("")).collect(Collectors.toSet());
        var members = new ArrayList<String>();
        schema.get("properties").forEachEntry((key, member) -> {
            var rule = grammar.addRule(name + "-" + key, element(key, member, name + "-" + key));
            members.add(required.contains(key) ? rule : rule + "?");
        });
        return members.isEmpty() ? "\"\"" : "(" + String.join(" ", members) + ")";
    }

    private String list(JsonNode items, String name) {
        return "(" + grammar.addRule(name + "-item", element("item", items, name + "-item-value")) + ")*";
    }

    private String element(String key, JsonNode schema, String name) {
        var opening = markers.literal(Elements.MARK + "<" + key + ">");
        var closing = Elements.MARK + "</" + key + ">";
        if (!ToolSchemas.isText(schema, document, new HashSet<>())) {
            return opening + " " + value(schema, name) + " " + markers.literal(closing);
        }
        var words = ArgumentRules.words(schema);
        if (words.isEmpty()) return opening + " " + until.until(closing, List.of());
        return opening + " " + ArgumentRules.oneOf(words, markers::literal) + " " + markers.literal(closing);
    }

    /// Returns whether a schema leads back to itself; then it is written as JSON.
    private boolean isNested(JsonNode schema, Set<String> seen) {
        if (schema.has("$ref") && !seen.add(schema.get("$ref").asString(""))) return true;
        var resolved = ToolSchemas.resolved(schema, document, new HashSet<>());
        if (resolved.has("items") && isNested(resolved.get("items"), new HashSet<>(seen))) return true;
        return resolved.path("properties").valueStream().anyMatch(it -> isNested(it, new HashSet<>(seen)));
    }
}
