package dev.panallama.chat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Tells models of tools whose template has no place for them, in the form that most models pick up: what is missing in the
/// template is written into the messages.
///
/// @param able what the template can write
record GenericTools(TemplateCapabilities able) {
    private static final JsonMapper MAPPER = new JsonMapper();
    private static final String FORM = """
            To call one, answer with nothing but this, once for each call:
            <tool_call>
            {"name": <the tool's name>, "arguments": <an object that fits its parameters>}
            </tool_call>
            You will be given the results in <tool_response></tool_response>. Call a tool only if you need it.""";

    /// Returns the messages with all that the template cannot write as text.
    List<ChatMessage> told(List<ChatMessage> messages, List<Tool> tools) {
        var all = new ArrayList<ChatMessage>();
        if (!tools.isEmpty() && !able.tools()) all.add(new SystemMessage(instructions(messages, tools)));
        for (ChatMessage message : messages.subList(all.isEmpty() || !hasSystem(messages) ? 0 : 1, messages.size()))
            add(message, all);
        return all;
    }

    private static boolean hasSystem(List<ChatMessage> messages) {
        return !messages.isEmpty() && messages.getFirst() instanceof SystemMessage;
    }

    private String instructions(List<ChatMessage> messages, List<Tool> tools) {
        String list = tools.stream().map(GenericTools::described).collect(Collectors.joining("\n"));
        String instructions = "You may call tools. They are:\n%s\n".formatted(list)
                + (able.toolCalls() ? "" : FORM); // or it has a form of its own
        return hasSystem(messages) ? messages.getFirst().text() + "\n\n" + instructions : instructions;
    }

    private static String described(Tool tool) {
        ObjectNode node = MAPPER.createObjectNode().put("name", tool.name()).put("description", tool.description());
        node.set("parameters", MAPPER.readTree(tool.schema()));
        return node.toString();
    }

    private void add(ChatMessage message, List<ChatMessage> all) {
        switch (message) {
            case AssistantMessage it when !it.calls().isEmpty() && !able.toolCalls() -> all.add(new AssistantMessage(
                    it.text() + it.calls().stream().map(GenericTools::written).collect(Collectors.joining("\n")),
                    it.reasoning(), List.of()));
            case ToolResult it when !able.toolResults() || !able.toolCalls() -> addResult(it, all);
            default -> all.add(message);
        }
    }

    /// Results that follow each other become one message of the person: templates want roles in turn.
    private static void addResult(ToolResult result, List<ChatMessage> all) {
        String text = "<tool_response>\n%s\n</tool_response>".formatted(result.text());
        if (!all.isEmpty() && all.getLast() instanceof UserMessage(String before))
            all.set(all.size() - 1, new UserMessage(before + "\n" + text));
        else
            all.add(new UserMessage(text));
    }

    private static String written(ToolCall call) {
        return "<tool_call>\n{\"name\": %s, \"arguments\": %s}\n</tool_call>"
                .formatted(MAPPER.writeValueAsString(call.name()), call.arguments());
    }
}
