package dev.panallama.runner.openai.responses;

import dev.panallama.chat.AssistantMessage;
import dev.panallama.chat.ChatMessage;
import dev.panallama.chat.SystemMessage;
import dev.panallama.chat.ToolCall;
import dev.panallama.chat.ToolResult;
import dev.panallama.chat.UserMessage;
import dev.panallama.runner.http.Fields;
import dev.panallama.runner.http.RequestException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// Makes messages of the items of an input: what a model thought, said and called in a row is one message of its own.
final class InputItems {
    private final List<ChatMessage> messages = new ArrayList<>();
    private final Map<String, String> called = new HashMap<>(); // the tools, by the calls
    private final StringBuilder text = new StringBuilder();
    private final StringBuilder reasoning = new StringBuilder();
    private final List<ToolCall> calls = new ArrayList<>();
    private int index;

    private InputItems() {}

    /// Returns the messages of `instructions` and `input`.
    ///
    /// @throws RequestException if the input is missing, or has an item that is not read here
    static List<ChatMessage> messages(Fields fields) {
        JsonNode input = fields.any("input").orElseThrow(() -> RequestException.of("input", "is missing"));
        var items = new InputItems();
        fields.text("instructions").ifPresent(it -> items.messages.add(new SystemMessage(it)));
        if (input.isString()) items.messages.add(new UserMessage(input.stringValue()));
        else for (JsonNode it : fields.list("input")) items.add(it);
        items.endAssistant();
        if (items.messages.isEmpty()) throw RequestException.of("input", "is empty");
        return items.messages;
    }

    private void add(JsonNode node) {
        if (!node.isObject()) throw wrong("is no object");
        var item = new Fields(node);
        String type = item.text("type").orElse("message");
        switch (type) {
            case "message" -> message(item);
            case "reasoning" -> reasoning.append(item.has("content") ? parts(item, "content") : parts(item, "summary"));
            case "function_call" -> call(item);
            case "function_call_output" -> result(item);
            default ->
                throw wrong("is a %s: give messages, function calls, their outputs and reasoning".formatted(type));
        }
        index++;
    }

    private void message(Fields item) {
        String role = item.text("role").orElse("");
        String said = parts(item, "content");
        if (role.equals("assistant")) {
            text.append(said);
            return;
        }
        endAssistant();
        messages.add(switch (role) {
            case "system", "developer" -> new SystemMessage(said);
            case "user" -> new UserMessage(said);
            default -> throw wrong("has the role \"%s\": give system, developer, user or assistant".formatted(role));
        });
    }

    private void call(Fields item) {
        String name = item.text("name").orElseThrow(() -> wrong("has no name"));
        String id = item.text("call_id").or(() -> item.text("id")).orElse("");
        called.put(id, name);
        calls.add(new ToolCall(id, name, item.text("arguments").orElse("{}")));
    }

    private void result(Fields item) {
        endAssistant();
        String id = item.text("call_id").orElse("");
        messages.add(new ToolResult(id, called.getOrDefault(id, ""), parts(item, "output")));
    }

    private void endAssistant() {
        if (!text.isEmpty() || !reasoning.isEmpty() || !calls.isEmpty())
            messages.add(new AssistantMessage(text.toString(), reasoning.toString(), List.copyOf(calls)));
        text.setLength(0);
        reasoning.setLength(0);
        calls.clear();
    }

    /// Returns a text, or that of a list of parts.
    private String parts(Fields item, String name) {
        JsonNode content = item.any(name).orElse(null);
        if (content == null) return "";
        if (content.isString()) return content.stringValue();
        var all = new StringBuilder();
        for (JsonNode part : item.list(name)) all.append(part(part));
        return all.toString();
    }

    private String part(JsonNode part) {
        String type = part.path("type").asString("");
        return switch (type) {
            case "input_text", "output_text", "text", "reasoning_text", "summary_text" ->
                part.path("text").asString("");
            case "refusal" -> part.path("refusal").asString("");
            default -> throw wrong("has a part of type \"%s\": only text is read".formatted(type));
        };
    }

    private RequestException wrong(String problem) {
        return RequestException.of("input", "cannot be taken: item %d %s".formatted(index, problem));
    }
}
