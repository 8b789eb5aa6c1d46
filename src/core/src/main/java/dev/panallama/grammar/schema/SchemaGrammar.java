package dev.panallama.grammar.schema;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;

/// Turns JSON schemas into GBNF rules, as llama.cpp's `json-schema-to-grammar.cpp` does. Makes one grammar, on one
/// thread at a time.
///
/// The grammar allows what the schema does, but for these: a `pattern` that no rule can express allows any string;
/// properties come in the order of the schema; and keywords that need memory (`uniqueItems`, `minProperties`, `not`,
/// `if`) or arithmetic (`multipleOf`, bounds of numbers other than integers) are passed over.
public final class SchemaGrammar {
    private static final Set<String> TYPES = Set.of("boolean", "integer", "number", "string", "null", "array",
            "object");
    private static final JsonMapper MAPPER = new JsonMapper();

    /// What may stand between two tokens.
    private static final String SPACE = "| \" \" | \"\\n\"{1,2} [ \\t]{0,20}";

    private final Rules rules = new Rules();
    private final Budget budget = new Budget();
    private final Primitives primitives;
    private final StringRule strings;
    private final IdentityHashMap<JsonNode, References> documents = new IdentityHashMap<>();
    private References references = new References(MissingNode.getInstance(), rules);

    /// Begins a grammar for JSON of any kind.
    public SchemaGrammar() {
        this(Primitives.JSON);
    }

    private SchemaGrammar(Primitives primitives) {
        this.primitives = primitives;
        strings = new StringRule(rules, primitives);
        rules.add("space", SPACE);
    }

    /// Returns the grammar of a schema.
    ///
    /// @throws IllegalArgumentException if it is no schema, or asks for more than a grammar can; the message names the
    ///     place
    public static String of(JsonNode schema) {
        var grammar = new SchemaGrammar();
        grammar.addSchema("", schema);
        return grammar.text();
    }

    /// Returns the grammar of a schema made by [TypeSchema], whose values all fit into the Java type.
    static String ofType(JsonNode schema) {
        var grammar = new SchemaGrammar(Primitives.JAVA);
        grammar.addSchema("", schema);
        return grammar.text();
    }

    /// Reads the text of a schema.
    ///
    /// @throws IllegalArgumentException if the text is no JSON
    public static JsonNode read(String schema) {
        try {
            return MAPPER.readTree(schema);
        } catch (JacksonException e) {
            throw new IllegalArgumentException("the JSON schema is no JSON: " + e.getMessage(), e);
        }
    }

    /// Adds a rule of one's own and returns its name, which has a number behind it where the name was taken.
    public String addRule(String name, String body) {
        return rules.add(name, body);
    }

    /// Adds the rules of a schema, a document of its own, and returns the name of the first.
    ///
    /// @param name of the rule, and begins those of its parts; `""` or `"root"` for the grammar's root
    public String addSchema(String name, JsonNode schema) {
        return addSchema(name, schema, schema);
    }

    /// Adds the rules of a schema within a document, where its references lead, and returns the name of the first.
    ///
    /// @param name as for the schema alone
    public String addSchema(String name, JsonNode schema, JsonNode document) {
        references = documents.computeIfAbsent(document, it -> new References(it, rules));
        return visit(schema, name.equals("root") ? "" : name, Place.root());
    }

    /// Returns the rules, sorted by name.
    public String text() {
        return rules.text();
    }

    private String visit(JsonNode schema, String name, Place place) {
        budget.spend(1, place);
        var rule = name.isEmpty() ? "root" : primitives.has(name) ? name + "-" : name;
        var prefix = name.isEmpty() ? "" : name + "-";
        if (schema.isBoolean() && schema.booleanValue()) return addPrimitive(rule, "value");
        if (!schema.isObject()) throw place.refused("%s is no schema: give an object".formatted(brief(schema)));
        if (schema.has("$ref")) return reference(schema, rule, place);
        for (var union : List.of("oneOf", "anyOf")) {
            if (schema.has(union)) return union(schema.get(union), name, rule, place.beside(union));
        }
        if (schema.has("const")) return rules.add(rule, Gbnf.json(schema.get("const")));
        if (schema.has("enum")) return rules.add(rule, oneOf(schema.get("enum"), place));
        if (schema.has("allOf")) return all(schema, name, rule, prefix, place);
        if (schema.path("type").isArray()) return union(typed(schema), name, rule, place.beside("type"));
        return ofOneType(schema, rule, prefix, place);
    }

    private String ofOneType(JsonNode schema, String rule, String prefix, Place place) {
        var type = type(schema, place);
        Predicate<String> mayBe = it -> type.isEmpty() || type.equals(it);
        if (mayBe.test("object") && ObjectSchema.describes(schema)) {
            return rules.add(rule, new ObjectSchema(rules, primitives, this::visit, prefix, place).body(schema));
        }
        if (mayBe.test("array") && describesArray(schema, type)) {
            return rules.add(rule, new ArrayRule(schema, prefix, place, this::visit).body());
        }
        if (mayBe.test("string") && strings.describes(schema)) return strings.add(rule, schema, place);
        if (type.equals("integer") && Bounds.given(schema)) return rules.add(rule, Bounds.integers(schema, place));
        var number = primitives.ofNumber(schema.path("format").asString(""));
        if (!number.isEmpty() && Set.of("integer", "number").contains(type)) return primitive(rule, number);
        if (schema.isEmpty() || type.equals("object")) return addPrimitive(rule, "object");
        if (type.isEmpty()) return addPrimitive(rule, "value");
        return primitive(rule, type);
    }

    private static String type(JsonNode schema, Place place) {
        var type = schema.path("type");
        if (type.isMissingNode() || type.isNull()) return "";
        if (TYPES.contains(type.asString(""))) return type.asString();
        throw place.refused("type is %s: give one of %s".formatted(type, TYPES.stream().sorted().toList()));
    }

    private String reference(JsonNode schema, String rule, Place place) {
        var reference = schema.get("$ref");
        if (!reference.isString()) throw place.refused("$ref is %s: give a string".formatted(brief(reference)));
        return rules.add(rule, references.rule(reference.asString(), place, this::visit));
    }

    private String union(JsonNode alternatives, String name, String rule, Place place) {
        if (!alternatives.isArray() || alternatives.isEmpty()) throw place.refused("give a list of alternatives");
        var names = new ArrayList<String>();
        for (var alternative : alternatives) {
            int index = names.size();
            names.add(visit(alternative, (name.isEmpty() ? "alternative" : name) + "-" + index,
                    place.beside("[%d]".formatted(index))));
        }
        return rules.add(rule, String.join(" | ", names));
    }

    /// Returns a schema for each of the types that this one lists.
    private static JsonNode typed(JsonNode schema) {
        var schemas = JsonNodeFactory.instance.arrayNode();
        schema.get("type").forEach(it -> schemas.add(copy(schema).set("type", it)));
        return schemas;
    }

    private static ObjectNode copy(JsonNode schema) {
        return JsonNodeFactory.instance.objectNode().setAll((ObjectNode) schema);
    }

    private String oneOf(JsonNode values, Place place) {
        if (!values.isArray() || values.isEmpty())
            throw place.refused("enum is %s: list values".formatted(brief(values)));
        budget.spend(values.size(), place);
        return "(" + String.join(" | ", values.valueStream().map(Gbnf::json).toList()) + ")";
    }

    private String all(JsonNode schema, String name, String rule, String prefix, Place place) {
        var all = new AllOf(schema, references, budget, place);
        if (all.hasValues()) {
            if (all.commonValues().isEmpty()) throw place.refused("no value is in every enum of allOf");
            return rules.add(rule, "(" + String.join(" | ", all.commonValues()) + ")");
        }
        if (all.properties().isEmpty()) return visit(all.merged(), name, place.beside("allOf"));
        var object = new ObjectSchema(rules, primitives, this::visit, prefix, place);
        return rules.add(rule, object.body(all.properties(), all::requires));
    }

    private static boolean describesArray(JsonNode schema, String type) {
        return ArrayRule.describes(schema)
                || (type.equals("array") && (schema.has("minItems") || schema.has("maxItems")));
    }

    private String addPrimitive(String rule, String primitive) {
        return rules.add(rule, primitives.add(rules, primitive, primitive));
    }

    /// Returns the primitive itself, which needs no other name unless it is the root.
    private String primitive(String rule, String primitive) {
        return primitives.add(rules, rule.equals("root") ? rule : primitive, primitive);
    }

    private static String brief(JsonNode node) {
        var text = node.toString();
        return text.length() <= 60 ? text : text.substring(0, 60) + "...";
    }
}
