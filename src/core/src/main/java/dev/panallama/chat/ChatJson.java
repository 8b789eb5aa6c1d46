package dev.panallama.chat;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Conversations and tools as JSON, in the form of OpenAI's API: a list of objects with `role` and `content`.
public final class ChatJson {
    private static final JsonMapper MAPPER = JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private ChatJson() {}

    /// Returns messages as JSON that [#messages] reads.
    public static String write(List<? extends ChatMessage> messages) {
        ArrayNode all = MAPPER.createArrayNode();
        for (ChatMessage message : messages) all.add(written(message));
        return MAPPER.writeValueAsString(all);
    }

    /// Reads messages: a list, or an object with a list `messages`. The content may be a text or parts of text; arguments
    /// of calls may be a text or an object.
    ///
    /// @throws IllegalArgumentException if that is not what the text says; the message names the place
    public static List<ChatMessage> messages(String json) {
        JsonNode node = read(json);
        JsonNode list = node.isObject() ? node.path("messages") : node;
        if (!list.isArray())
            throw new IllegalArgumentException("the messages are no list: give [{\"role\": ...}, ...]");
        var messages = new ArrayList<ChatMessage>();
        for (JsonNode message : list) messages.add(new MessageReading(messages.size()).message(message));
        return List.copyOf(messages);
    }

    /// Reads tools: a list of functions with `name`, `description` and `parameters`, or an object with a list `tools`.
    ///
    /// @throws IllegalArgumentException if that is not what the text says; the message names the place
    public static List<Tool> tools(String json) {
        JsonNode node = read(json);
        JsonNode list = node.isObject() && node.has("tools") ? node.get("tools") : node;
        if (!list.isArray())
            throw new IllegalArgumentException("the tools are no list: give [{\"type\": \"function\", ...}]");
        var tools = new ArrayList<Tool>();
        for (JsonNode tool : list) tools.add(tool(tool.has("function") ? tool.get("function") : tool, tools.size()));
        return List.copyOf(tools);
    }

    private static Tool tool(JsonNode function, int index) {
        if (!function.path("name").isString())
            throw new IllegalArgumentException(
                    "tool %d has no name: give name, description and parameters".formatted(index));
        JsonNode schema = function.path("parameters");
        return Tool.of(function.get("name").asString(), function.path("description").asString(""),
                schema.isMissingNode() || schema.isNull()
                        ? "{\"type\": \"object\", \"properties\": {}}"
                        : schema.toString());
    }

    private static JsonNode read(String json) {
        try {
            return MAPPER.readTree(json);
        } catch (JacksonException e) {
            throw new IllegalArgumentException("this is no JSON: " + e.getOriginalMessage(), e);
        }
    }

    private static ObjectNode written(ChatMessage message) {
        ObjectNode node = MAPPER.createObjectNode();
        node.put("role", message.role().name().toLowerCase(Locale.ROOT));
        node.put("content", message.text());
        switch (message) {
            case AssistantMessage it -> write(it, node);
            case ToolResult it -> node.put("tool_call_id", it.id()).put("name", it.name());
            case SystemMessage _,UserMessage _ -> {
            }
        }
        return node;
    }

    private static void write(AssistantMessage message, ObjectNode node) {
        if (!message.reasoning().isEmpty()) node.put("reasoning_content", message.reasoning());
        if (message.calls().isEmpty()) return;
        ArrayNode calls = node.putArray("tool_calls");
        for (ToolCall call : message.calls())
            calls.addObject().put("id", call.id()).put("type", "function").putObject("function")
                    .put("name", call.name()).put("arguments", call.arguments());
    }
}
