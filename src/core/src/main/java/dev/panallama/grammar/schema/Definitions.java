package dev.panallama.grammar.schema;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// The schemas of the types that a schema mentions. One that is mentioned once stands where it is.
final class Definitions {
    private final Map<JavaType, Definition> definitions = new LinkedHashMap<>();
    private final Map<String, Integer> names = new HashMap<>();

    private record Definition(String name, List<ObjectNode> references, ObjectNode schema) {}

    int size() {
        return definitions.size();
    }

    /// Returns a new schema that refers to that of the type, which is made the first time.
    ObjectNode reference(JavaType type, Supplier<ObjectNode> make) {
        var definition = definitions.get(type);
        if (definition == null) {
            definition = new Definition(name(type), new ArrayList<>(), JsonNodeFactory.instance.objectNode());
            definitions.put(type, definition);
            definition.schema().setAll(make.get());
        }
        var reference = JsonNodeFactory.instance.objectNode().put("$ref", "#/$defs/" + definition.name());
        definition.references().add(reference);
        return reference;
    }

    /// Puts each definition where it is mentioned, if that is one place, and the others below `$defs` of the root.
    void settle(ObjectNode root) {
        var shared = JsonNodeFactory.instance.objectNode();
        for (var definition : definitions.values()) {
            if (definition.references().size() == 1) {
                inline(definition.references().getFirst(), definition.schema());
            } else {
                shared.set(definition.name(), definition.schema());
            }
        }
        if (!shared.isEmpty()) root.set("$defs", shared);
    }

    /// What the reference says itself, such as a description, counts.
    private static void inline(ObjectNode reference, ObjectNode schema) {
        reference.remove("$ref");
        schema.forEachEntry((key, value) -> {
            if (!reference.has(key)) reference.set(key, value);
        });
    }

    private String name(JavaType type) {
        var simple = type.getRawClass().getSimpleName();
        int number = names.merge(simple, 1, Integer::sum);
        return number == 1 ? simple : simple + number;
    }
}
