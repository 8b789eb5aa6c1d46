package dev.panallama.chat.output;

import dev.panallama.chat.Tool;
import dev.panallama.grammar.Grammar;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/// Tools with arguments of every kind.
final class SampleTools {
    static final Tool WEATHER = Tool.of("weather", "Looks up the weather",
            """
                    {"type": "object",
                     "properties": {"city": {"type": "string"}, "days": {"type": "integer"}, "unit": {"type": "string", "enum": ["c", "f"]}},
                     "required": ["city"]}""");
    static final Tool NOTHING = Tool.of("nothing", "Does nothing", """
            {"type": "object", "properties": {}}""");
    static final Tool STORE = Tool.of("store", "Stores a note", """
            {"type": "object",
             "properties": {
               "text": {"type": ["string", "null"]},
               "on": {"type": "boolean"},
               "tags": {"type": "array", "items": {"type": "string"}},
               "place": {"$ref": "#/$defs/place"}},
             "required": ["text", "tags", "place"],
             "$defs": {"place": {
               "type": "object",
               "properties": {"x": {"type": "number"}, "name": {"type": "string"}},
               "required": ["x", "name"]}}}""");
    static final Tool OPTIONAL = Tool.of("weather_or_not", "Takes what it gets", """
            {"type": "object",
             "properties": {
               "a": {"type": "string"},
               "b": {"type": "number"},
               "c": {"anyOf": [{"type": "integer"}, {"type": "boolean"}]}}}""");
    static final List<Tool> ALL = List.of(WEATHER, NOTHING, STORE, OPTIONAL);

    private static final Map<String, Grammar> ARGUMENTS = ALL.stream()
            .collect(Collectors.toMap(Tool::name, it -> Grammar.jsonSchema(it.schema())));

    private SampleTools() {}

    /// Returns the grammar of a tool's arguments.
    static Grammar argumentsOf(String name) {
        return Objects.requireNonNull(ARGUMENTS.get(name), name);
    }
}
