package dev.panallama.chat.output;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Turns MiniMax's nested elements into JSON: `]<]minimax[>[<city>Rome]<]minimax[>[</city>`, lists as `<item>`s.
final class Elements {
    /// Stands before each tag.
    static final String MARK = "]<]minimax[>[";

    private static final int MOST_LEVELS = 100;

    private Elements() {}

    /// Returns the JSON for a value, elements or not.
    static String json(String text, Optional<JsonNode> schema) {
        return json(text, schema.orElse(null), schema.orElse(null), 0);
    }

    private static String json(String text, @Nullable JsonNode schema, @Nullable JsonNode document, int level) {
        if (schema != null && document != null && ToolSchemas.isText(schema, document, new HashSet<>())) {
            return Values.string(text);
        }
        var inner = schema == null || document == null
                ? null
                : ToolSchemas.resolved(schema, document,
                        new HashSet<>());
        var type = inner == null ? "" : inner.path("type").asString("");
        if (text.isBlank()) return type.equals("array") ? "[]" : type.equals("object") ? "{}" : Values.json(text);
        var elements = level > MOST_LEVELS ? null : elements(text);
        if (elements == null) return Values.json(text);
        boolean list = elements.stream().allMatch(it -> it.name().equals("item"));
        return list && !type.equals("object")
                ? list(elements, inner, document, level)
                : object(elements, inner, document, level);
    }

    private record Element(String name, String text) {}

    private static String list(List<Element> elements, @Nullable JsonNode schema, @Nullable JsonNode document,
            int level) {
        var items = part(schema, "items", "");
        return elements.stream().map(it -> json(it.text(), items, document, level + 1))
                .collect(Collectors.joining(", ", "[", "]"));
    }

    private static String object(List<Element> elements, @Nullable JsonNode schema, @Nullable JsonNode document,
            int level) {
        Map<String, String> members = new LinkedHashMap<>();
        for (var element : elements) {
            var member = part(schema, "properties", element.name());
            members.put(element.name(), json(element.text(), member, document, level + 1));
        }
        return members.entrySet().stream().map(it -> Values.string(it.getKey()) + ": " + it.getValue())
                .collect(Collectors.joining(", ", "{", "}"));
    }

    /// Returns a part of a schema, or of one of its alternatives.
    private static @Nullable JsonNode part(@Nullable JsonNode schema, String keyword, String name) {
        if (schema == null) return null;
        var part = name.isEmpty() ? schema.get(keyword) : schema.path(keyword).get(name);
        if (part != null) return part;
        for (var union : List.of("anyOf", "oneOf", "allOf")) {
            for (var alternative : schema.path(union)) {
                var found = part(alternative, keyword, name);
                if (found != null) return found;
            }
        }
        return null;
    }

    /// Returns the elements of a text that has nothing else, or null.
    private static @Nullable List<Element> elements(String text) {
        var elements = new ArrayList<Element>();
        int at = skipBlanks(text, 0);
        while (at < text.length()) {
            if (!text.startsWith(MARK + "<", at)) return null;
            int start = at + MARK.length() + 1;
            int end = text.indexOf('>', start);
            if (end < 0) return null;
            var name = text.substring(start, end);
            int close = close(text, name, end + 1);
            if (close < 0) return null;
            elements.add(new Element(name, text.substring(end + 1, close)));
            at = skipBlanks(text, close + MARK.length() + name.length() + 3);
        }
        return elements.isEmpty() ? null : elements;
    }

    /// Returns where the element ends, past others of its name.
    private static int close(String text, String name, int start) {
        var opening = MARK + "<" + name + ">";
        var closing = MARK + "</" + name + ">";
        int nested = 0;
        for (int at = text.indexOf(MARK, start); at >= 0; at = text.indexOf(MARK, at + 1)) {
            if (text.startsWith(opening, at)) nested++;
            if (text.startsWith(closing, at) && nested-- == 0) return at;
        }
        return -1;
    }

    private static int skipBlanks(String text, int start) {
        int at = start;
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) at++;
        return at;
    }
}
