package dev.panallama.chat.output;

import dev.panallama.chat.Tool;
import dev.panallama.chat.ToolCall;
import dev.panallama.chat.ToolResult;
import dev.panallama.grammar.schema.SchemaGrammar;
import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.databind.json.JsonMapper;

/// Writes tools, calls and results as plain text, for templates that have no place for them: the form that
/// [OutputFormat] reads where [OutputFormat#callsTools] is false.
public final class GenericTools {
    private static final JsonMapper MAPPER = new JsonMapper();
    private static final String INSTRUCTIONS = """
            You can call tools. To call one, write its name and its arguments as JSON, like this:
            <tool_call>
            {"name": "the tool's name", "arguments": {"an argument's name": "its value"}}
            </tool_call>
            The answer comes in <tool_response></tool_response>. Call a tool only if it helps.
            These are the tools, with the JSON schemas of their arguments:
            """;

    private GenericTools() {}

    /// Returns what tells a model of its tools, for the system message.
    public static String instructions(List<Tool> tools) {
        return tools.stream().map(GenericTools::described).collect(Collectors.joining("\n", INSTRUCTIONS, ""));
    }

    /// Returns calls as the model wrote them.
    public static String calls(List<ToolCall> calls) {
        return calls.stream().map(it -> "<tool_call>\n{\"name\": %s, \"arguments\": %s}\n</tool_call>"
                .formatted(Values.string(it.name()), it.arguments())).collect(Collectors.joining("\n"));
    }

    /// Returns what a tool answered, for a message of the user.
    public static String result(ToolResult result) {
        return "<tool_response>\n%s\n</tool_response>".formatted(result.text());
    }

    private static String described(Tool tool) {
        var description = MAPPER.createObjectNode().put("name", tool.name()).put("description", tool.description());
        return description.set("parameters", SchemaGrammar.read(tool.schema())).toString();
    }
}
