package dev.panallama.runner.anthropic;

import dev.panallama.chat.ChatJson;
import dev.panallama.chat.Tool;
import dev.panallama.chat.ToolChoice;
import dev.panallama.runner.answering.Answering;
import dev.panallama.runner.http.Fields;
import dev.panallama.runner.http.RequestException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// What a request says of tools.
final class ToolFields {
    private ToolFields() {}

    /// Returns the tools that the model may call.
    ///
    /// @throws RequestException if one is none, or one that Anthropic runs
    static List<Tool> tools(Fields fields) {
        ArrayNode functions = JsonNodeFactory.instance.arrayNode();
        for (JsonNode it : fields.list("tools")) functions.add(function(it));
        return Answering.checked("tools", () -> ChatJson.tools(functions.toString()));
    }

    private static ObjectNode function(JsonNode tool) {
        if (!(tool instanceof ObjectNode it)) throw RequestException.of("tools", "has one that is no object");
        String type = it.path("type").asString("custom");
        if (!type.equals("custom"))
            throw RequestException.of("tools",
                    "has one of type %s, which is not here: give name, description and input_schema"
                            .formatted(type));
        ObjectNode function = JsonNodeFactory.instance.objectNode();
        copy(it, "name", function, "name");
        copy(it, "description", function, "description");
        copy(it, "input_schema", function, "parameters");
        return function;
    }

    private static void copy(ObjectNode from, String name, ObjectNode to, String as) {
        JsonNode value = from.get(name);
        if (value != null) to.set(as, value);
    }

    /// Returns whether tools are called.
    ///
    /// @throws RequestException if one has to be that is not there
    static ToolChoice choice(Fields fields, List<Tool> tools) {
        Optional<Fields> choice = fields.object("tool_choice");
        if (choice.isEmpty()) return new ToolChoice.Automatic();
        ToolChoice chosen = choice.get().oneOf("type", Map.of(
                "auto", new ToolChoice.Automatic(),
                "none", new ToolChoice.None(),
                "any", new ToolChoice.Required(),
                "tool", new ToolChoice.Named(choice.get().text("name").orElse(""))))
                .orElseThrow(() -> RequestException.of("tool_choice.type", "is missing"));
        if (chosen instanceof ToolChoice.Required && tools.isEmpty())
            throw RequestException.of("tool_choice", "is any, and there are no tools");
        if (chosen instanceof ToolChoice.Named(String name) && tools.stream().noneMatch(it -> it.name().equals(name)))
            throw RequestException.of("tool_choice.name", "is \"%s\", which is none of the tools".formatted(name));
        return chosen;
    }

    /// Whether an answer may call more than one.
    static boolean parallel(Fields fields) {
        return !fields.object("tool_choice").flatMap(it -> it.flag("disable_parallel_tool_use")).orElse(false);
    }
}
