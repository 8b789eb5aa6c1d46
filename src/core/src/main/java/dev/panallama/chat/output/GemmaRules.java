package dev.panallama.chat.output;

import dev.panallama.grammar.schema.SchemaGrammar;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Makes the rules for Gemma's literals: `{city:<|"|>Rome<|"|>,days:3}`.
///
/// @param document where the references of the schemas lead
record GemmaRules(SchemaGrammar grammar, MarkerRules markers, UntilRules until, JsonNode document) {
    /// Returns a rule for a value.
    String value(JsonNode schema, String name) {
        return grammar.addRule(name, body(schema, name, new HashSet<>()));
    }

    private String body(JsonNode schema, String name, Set<String> seen) {
        if (schema.has("$ref") && !seen.add(schema.get("$ref").asString(""))) return any();
        var resolved = ToolSchemas.resolved(schema, document, new HashSet<>());
        var words = ArgumentRules.words(resolved);
        if (!words.isEmpty()) return ArgumentRules.oneOf(words, it -> markers.literal(quoted(it)));
        for (var union : List.of("oneOf", "anyOf")) {
            if (resolved.has(union)) return alternatives(resolved.get(union), name, seen);
        }
        if (resolved.path("type").isArray()) return alternatives(typed(resolved), name, seen);
        return switch (resolved.path("type").asString("")) {
            case "string" -> text();
            case "integer", "number", "boolean", "null" -> grammar.addSchema(name + "-value", resolved, document);
            case "array" ->
                resolved.has("items") ? list(body(resolved.get("items"), name + "-item", seen)) : list(any());
            case "object" -> object(resolved, name, seen);
            default -> any();
        };
    }

    /// Returns a schema for each of the types that this one lists.
    private static List<JsonNode> typed(JsonNode schema) {
        return schema.get("type").valueStream().<JsonNode>map(it -> ((ObjectNode) schema.deepCopy()).set("type", it))
                .toList();
    }

    private String alternatives(Iterable<JsonNode> schemas, String name, Set<String> seen) {
        var alternatives = new ArrayList<String>();
        for (var each : schemas) alternatives.add(body(each, name + "-" + alternatives.size(), new HashSet<>(seen)));
        return "(" + String.join(" | ", alternatives) + ")";
    }

    private String object(JsonNode schema, String name, Set<String> seen) {
        var properties = schema.path("properties");
        if (properties.isEmpty()) return anyObject();
        var required = schema.path("required").valueStream().map(it -> it.asString("")).collect(Collectors.toSet());
        var first = new ArrayList<String>();
        var optional = new ArrayList<String>();
        properties.forEachEntry((key, member) -> {
            var body = markers.literal(key + ":") + " " + body(member, name + "-" + key, new HashSet<>(seen));
            (required.contains(key) ? first : optional).add(grammar.addRule(name + "-" + key, body));
        });
        return "\"{\" " + ArgumentRules.joined(first, optional, ",") + " \"}\"";
    }

    private String list(String item) {
        return "\"[\" ((" + item + ") (\",\" (" + item + "))*)? \"]\"";
    }

    private String text() {
        return markers.literal(Literals.GEMMA_QUOTE) + " " + until.until(Literals.GEMMA_QUOTE, List.of());
    }

    private static String quoted(String word) {
        return Literals.GEMMA_QUOTE + word + Literals.GEMMA_QUOTE;
    }

    /// Returns a rule for a value of any kind.
    private String any() {
        var number = grammar.addSchema("gemma-number", SchemaGrammar.read("{\"type\":\"number\"}"));
        grammar.addRule("gemma-object", "\"{\" (gemma-member (\",\" gemma-member)*)? \"}\"");
        grammar.addRule("gemma-member", "[a-zA-Z_] [a-zA-Z0-9_]* \":\" gemma-value");
        grammar.addRule("gemma-list", list("gemma-value"));
        return grammar.addRule("gemma-value",
                text() + " | gemma-object | gemma-list | " + number + " | \"true\" | \"false\" | \"null\"");
    }

    private String anyObject() {
        any();
        return "gemma-object";
    }
}
