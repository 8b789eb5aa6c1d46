package dev.panallama.chat;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// Reads one message of a conversation in JSON.
///
/// @param index counts the messages from 0, for errors
record MessageReading(int index) {
    ChatMessage message(JsonNode node) {
        if (!node.isObject()) throw wrong("is no object");
        String role = node.path("role").asString("");
        return switch (role) {
            case "system", "developer" -> new SystemMessage(text(node));
            case "user" -> new UserMessage(text(node));
            case "assistant" -> new AssistantMessage(text(node), reasoning(node), calls(node.path("tool_calls")));
            case "tool" -> new ToolResult(string(node, "tool_call_id"), string(node, "name"), text(node));
            default -> throw wrong("has the role \"%s\": give system, user, assistant or tool".formatted(role));
        };
    }

    private String text(JsonNode message) {
        JsonNode content = message.path("content");
        if (content.isMissingNode() || content.isNull()) return "";
        if (content.isString()) return content.asString();
        if (!content.isArray()) throw wrong("has a content that is neither text nor a list of parts");
        var text = new StringBuilder();
        for (JsonNode part : content) text.append(part(part));
        return text.toString();
    }

    private String part(JsonNode part) {
        if (part.isString()) return part.asString();
        String type = part.path("type").asString("");
        if (!type.equals("text")) throw wrong("has a part of type \"%s\": only text is read".formatted(type));
        return string(part, "text");
    }

    private static String reasoning(JsonNode message) {
        for (String name : TemplateMessages.REASONING)
            if (message.path(name).isString()) return message.get(name).asString();
        return "";
    }

    private List<ToolCall> calls(JsonNode list) {
        var calls = new ArrayList<ToolCall>();
        for (JsonNode call : list) {
            JsonNode function = call.has("function") ? call.get("function") : call;
            if (!function.path("name").isString()) throw wrong("has a call without a name");
            JsonNode arguments = function.path("arguments");
            calls.add(new ToolCall(string(call, "id"), function.get("name").asString(),
                    arguments.isString() ? arguments.asString() : arguments.isObject() ? arguments.toString() : "{}"));
        }
        return calls;
    }

    private static String string(JsonNode node, String name) {
        return node.path(name).isString() ? node.get(name).asString() : "";
    }

    private IllegalArgumentException wrong(String problem) {
        return new IllegalArgumentException("message %d %s".formatted(index, problem));
    }
}
