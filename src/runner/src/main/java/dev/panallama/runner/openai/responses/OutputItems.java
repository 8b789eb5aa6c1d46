package dev.panallama.runner.openai.responses;

import dev.panallama.FinishReason;
import dev.panallama.Reply;
import dev.panallama.chat.ToolCall;
import dev.panallama.runner.answering.Answering;
import java.util.UUID;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// The items of an answer as JSON: what was thought, the message, the calls.
final class OutputItems {
    private OutputItems() {}

    /// Returns the items of a whole answer. Only the last can be incomplete.
    ///
    /// @param scores how likely the tokens of the text were, if that is asked for
    static ArrayNode of(Reply reply, ArrayNode scores) {
        ArrayNode items = JsonNodeFactory.instance.arrayNode();
        if (!reply.reasoning().isEmpty()) items.add(reasoning(id("rs"), "completed", reply.reasoning()));
        if (!reply.text().isEmpty() || (items.isEmpty() && reply.calls().isEmpty()))
            items.add(message(id("msg"), "completed", reply.text(), scores));
        for (ToolCall it : reply.calls())
            items.add(call(id("fc"), "completed", callId(it.id()), it.name(), it.arguments()));
        ((ObjectNode) items.get(items.size() - 1)).put("status", status(reply));
        return items;
    }

    /// Returns what is said of an answer, and of its last item.
    static String status(Reply reply) {
        return reply.finishReason() == FinishReason.STOP ? "completed" : "incomplete";
    }

    /// Returns a new name.
    static String id(String kind) {
        return kind + "_" + UUID.randomUUID().toString().replace("-", "");
    }

    /// Returns the id of a call, by which its result is sent.
    ///
    /// @param given the one that the model gave, or an empty text
    static String callId(String given) {
        return Answering.callId("call_", given);
    }

    static ObjectNode reasoning(String id, String status, String text) {
        ObjectNode item = item(id, "reasoning", status);
        item.putArray("summary");
        ArrayNode content = item.putArray("content");
        if (!text.isEmpty()) content.add(thought(text));
        return item;
    }

    static ObjectNode message(String id, String status, String text, ArrayNode scores) {
        ObjectNode item = item(id, "message", status).put("role", "assistant");
        ArrayNode content = item.putArray("content");
        if (!text.isEmpty()) content.add(said(text, scores));
        return item;
    }

    static ObjectNode call(String id, String status, String callId, String name, String arguments) {
        return item(id, "function_call", status).put("call_id", callId).put("name", name).put("arguments", arguments);
    }

    /// Returns the part of a message that is text.
    static ObjectNode said(String text, ArrayNode scores) {
        ObjectNode part = JsonNodeFactory.instance.objectNode().put("type", "output_text").put("text", text);
        part.putArray("annotations");
        part.set("logprobs", scores);
        return part;
    }

    /// Returns the part of a reasoning.
    static ObjectNode thought(String text) {
        return JsonNodeFactory.instance.objectNode().put("type", "reasoning_text").put("text", text);
    }

    private static ObjectNode item(String id, String type, String status) {
        return JsonNodeFactory.instance.objectNode().put("id", id).put("type", type).put("status", status);
    }
}
