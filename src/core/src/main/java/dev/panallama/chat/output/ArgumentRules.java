package dev.panallama.chat.output;

import dev.panallama.chat.output.Shape.Piece;
import dev.panallama.grammar.schema.Gbnf;
import dev.panallama.grammar.schema.SchemaGrammar;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/// Makes the rules for the arguments of one tool, where each has a shape of its own.
final class ArgumentRules {
    private final SchemaGrammar grammar;
    private final MarkerRules markers;
    private final UntilRules until;
    private final CallFormat calls;
    private final String prefix;
    private final JsonNode document;
    private final Map<String, JsonNode> properties = new LinkedHashMap<>();
    private final Set<String> required = new HashSet<>();

    /// @param prefix begins the names of the rules
    ArgumentRules(SchemaGrammar grammar, MarkerRules markers, UntilRules until, CallFormat calls, String prefix,
            JsonNode document) {
        this.grammar = grammar;
        this.markers = markers;
        this.until = until;
        this.calls = calls;
        this.prefix = prefix;
        this.document = document;
        var schema = ToolSchemas.resolved(document, document, new HashSet<>());
        schema.path("properties").forEachEntry(properties::put);
        schema.path("required").forEach(it -> required.add(it.asString("")));
    }

    /// Returns a rule for arguments one behind the other: those that have to be there, then others, in their order.
    String shaped() {
        var body = new ArrayList<String>();
        var optional = new ArrayList<String>();
        properties.forEach((key, schema) -> {
            var rule = grammar.addRule(prefix + "-" + key, shaped(key, schema));
            if (required.contains(key)) body.add(rule);
            else optional.add(rule + "?");
        });
        body.addAll(optional);
        return body.isEmpty() ? "" : String.join(" ", body);
    }

    private String shaped(String key, JsonNode schema) {
        var shape = calls.argument();
        int value = shape.indexOfValue();
        var opening = text(shape, 0, value, key, schema);
        var closing = text(shape, value + 1, shape.pieces().size(), key, schema);
        return markers.literal(opening) + " " + value(key, schema, closing);
    }

    private String text(Shape shape, int from, int to, String key, JsonNode schema) {
        return shape.pieces().subList(from, to).stream().map(it -> switch (it) {
            case Piece.Text(var text) -> text;
            case Piece.Open(var slot) when slot == Slot.KEY -> key;
            case Piece.Open(var slot) when slot == Slot.IS_TEXT -> String.valueOf(isText(schema));
            case Piece.Open(_) -> type(schema);
        }).collect(Collectors.joining());
    }

    /// Returns a rule for a value and what closes it.
    private String value(String key, JsonNode schema, String closing) {
        if (!isText(schema)) return notText(key, schema) + " " + markers.literal(closing);
        var words = words(schema);
        if (!words.isEmpty()) return oneOf(words, markers::literal) + " " + markers.literal(closing);
        return calls.argument().has(Slot.DATA) ? data(closing) : anyText(closing);
    }

    private String notText(String key, JsonNode schema) {
        if (!calls.argument().has(Slot.ELEMENTS))
            return grammar.addSchema(prefix + "-" + key + "-value", schema, document);
        return new ElementRules(grammar, markers, until, prefix, document).value(schema, prefix + "-" + key);
    }

    /// The reader looks for the end without the blanks around it, and takes one line break before it for its own.
    private String anyText(String closing) {
        var end = closing.strip();
        var tail = closing.substring(closing.indexOf(end) + end.length());
        boolean breaks = closing.startsWith("\n");
        var text = breaks ? until.until("\n" + end, List.of(end)) : until.until(end, List.of());
        return text + tail(tail);
    }

    private String tail(String tail) {
        return tail.isEmpty() ? "" : " " + markers.literal(tail);
    }

    /// Returns a rule for a text that may be marked as data, in which what else would end it means nothing.
    private String data(String closing) {
        var marked = markers.literal("<![CDATA[") + " " + until.until("]]>" + closing, List.of());
        return "(" + marked + " | [^<] " + until.until(closing, List.of()) + " | " + markers.literal(closing) + ")";
    }

    /// Returns a rule for Python's keywords, or for the members of an object of Gemma's.
    ///
    /// @param sign stands between key and value
    String separated(String sign, String between, ValueRule valueRule) {
        var first = new ArrayList<String>();
        var optional = new ArrayList<String>();
        properties.forEach((key, schema) -> {
            var value = valueRule.rule(schema, prefix + "-" + key + "-value");
            var rule = grammar.addRule(prefix + "-" + key, markers.literal(key + sign) + " " + value);
            (required.contains(key) ? first : optional).add(rule);
        });
        return joined(first, optional, between);
    }

    /// Makes the rule for a value.
    interface ValueRule {
        String rule(JsonNode schema, String name);
    }

    /// Returns a rule for those that have to be there, then any of the others, with something between each two.
    static String joined(List<String> first, List<String> optional, String between) {
        var separator = Gbnf.literal(between) + " ";
        var body = String.join(" " + separator, first);
        if (optional.isEmpty()) return body;
        if (!first.isEmpty()) return body + following(optional, separator);
        var beginnings = new ArrayList<String>();
        for (int i = 0; i < optional.size(); i++) {
            beginnings.add(optional.get(i) + following(optional.subList(i + 1, optional.size()), separator));
        }
        return "(" + String.join(" | ", beginnings) + ")?";
    }

    private static String following(List<String> optional, String separator) {
        return optional.stream().map(it -> " (" + separator + it + ")?").collect(Collectors.joining());
    }

    /// Returns a rule for a value in JSON.
    String json(JsonNode schema, String name) {
        return grammar.addSchema(name, schema, document);
    }

    boolean isText(JsonNode schema) {
        return ToolSchemas.isText(schema, document, new HashSet<>());
    }

    /// Returns the words that a text has to be one of; none if it may be any.
    static List<String> words(JsonNode schema) {
        if (schema.path("const").isString()) return List.of(schema.get("const").asString());
        var values = schema.path("enum").valueStream().toList();
        return values.stream().allMatch(JsonNode::isString)
                ? values.stream().map(JsonNode::asString).toList()
                : List.of();
    }

    static String oneOf(List<String> words, UnaryOperator<String> literal) {
        return words.stream().map(literal).collect(Collectors.joining(" | ", "(", ")"));
    }

    private String type(JsonNode schema) {
        if (isText(schema)) return "string";
        var type = ToolSchemas.resolved(schema, document, new HashSet<>()).path("type").asString("object");
        return type.equals("integer") ? "number" : type;
    }
}
