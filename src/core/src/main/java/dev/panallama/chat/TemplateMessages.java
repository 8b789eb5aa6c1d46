package dev.panallama.chat;

import dev.panallama.jinja.Text;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Messages as templates take them, suited to what one template can write. All that was said is marked as input.
///
/// @param template what it can write
record TemplateMessages(TemplateCapabilities template) {
    /// The names that templates have for the reasoning of a message.
    static final List<String> REASONING = List.of("reasoning_content", "reasoning", "thinking");

    /// Returns the messages as a template's variable.
    List<Map<String, Object>> of(List<ChatMessage> messages) {
        var all = new ArrayList<Map<String, Object>>();
        for (ChatMessage message : template.systemRole() ? messages : merged(messages)) all.add(of(message));
        return all;
    }

    /// Returns tools as a template's variable.
    static List<Map<String, Object>> tools(List<Tool> tools) {
        return tools.stream().map(TemplateMessages::tool).toList();
    }

    private static Map<String, Object> tool(Tool tool) {
        var function = new LinkedHashMap<String, Object>();
        function.put("name", Text.input(tool.name()));
        function.put("description", Text.input(tool.description()));
        function.put("parameters", TemplateJson.value(tool.schema()));
        var all = new LinkedHashMap<String, Object>();
        all.put("type", "function");
        all.put("function", function);
        return all;
    }

    /// Returns the messages with system messages put in front of what the person says next.
    private static List<ChatMessage> merged(List<ChatMessage> messages) {
        var all = new ArrayList<ChatMessage>();
        var instruction = new StringBuilder();
        for (ChatMessage message : messages) {
            switch (message) {
                case SystemMessage(String text) -> instruction.append(text).append("\n\n");
                case UserMessage(String text) when !instruction.isEmpty() -> {
                    all.add(new UserMessage(instruction + text));
                    instruction.setLength(0);
                }
                default -> all.add(message);
            }
        }
        if (!instruction.isEmpty()) all.add(new UserMessage(instruction.toString().strip()));
        return all;
    }

    private Map<String, Object> of(ChatMessage message) {
        return switch (message) {
            case SystemMessage(String text) -> message("system", text);
            case UserMessage(String text) -> message("user", text);
            case AssistantMessage it -> answer(it);
            case ToolResult it -> result(it);
        };
    }

    private Map<String, Object> answer(AssistantMessage message) {
        Map<String, Object> all = message("assistant", message.text());
        if (!message.reasoning().isEmpty())
            for (String name : REASONING) all.put(name, Text.input(message.reasoning()));
        if (!message.calls().isEmpty()) all.put("tool_calls", message.calls().stream().map(this::call).toList());
        return all;
    }

    private Map<String, Object> call(ToolCall call) {
        var function = new LinkedHashMap<String, Object>();
        function.put("name", Text.input(call.name()));
        function.put("arguments", template.objectArguments()
                ? TemplateJson.object(call.arguments())
                : Text.input(call.arguments()));
        var all = new LinkedHashMap<String, Object>();
        all.put("id", Text.input(call.id()));
        all.put("type", "function");
        all.put("function", function);
        return all;
    }

    private Map<String, Object> result(ToolResult result) {
        Map<String, Object> all = message("tool", result.text());
        all.put("tool_call_id", Text.input(result.id()));
        all.put("name", Text.input(result.name()));
        return all;
    }

    private Map<String, Object> message(String role, String text) {
        var all = new LinkedHashMap<String, Object>();
        all.put("role", role);
        all.put("content", template.plainContent() || !template.typedContent()
                ? Text.input(text)
                : List.of(Map.of("type", "text", "text", Text.input(text))));
        return all;
    }
}
