package dev.panallama.runner.anthropic;

import dev.panallama.FinishReason;
import dev.panallama.Reply;
import dev.panallama.chat.ToolCall;
import dev.panallama.runner.answering.Answering;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// The JSON of one message. Immutable.
final class MessageJson {
    /// Clients send it back with what was thought, and some look whether there is one. Nothing is signed here.
    static final String SIGNATURE = "unsigned";

    private final String model;
    private final boolean showsThinking;
    private final String id = UUID.randomUUID().toString().replace("-", "");

    MessageJson(String model, boolean showsThinking) {
        this.model = model;
        this.showsThinking = showsThinking;
    }

    /// Whether the client gets to see what the model thought.
    boolean showsThinking() {
        return showsThinking;
    }

    /// Returns the whole message.
    ObjectNode whole(Reply reply) {
        ObjectNode message = message(reply.usage());
        ArrayNode content = message.withArray("content");
        if (!reply.reasoning().isEmpty())
            content.add(thinking(showsThinking ? reply.reasoning() : "").put("signature", SIGNATURE));
        if (!reply.text().isEmpty()) content.add(text(reply.text()));
        for (ToolCall it : reply.calls()) content.add(toolUse(it.id(), it.name(), Answering.arguments(it)));
        putStop(message, reply);
        return message;
    }

    /// Returns the message without what it says and why it ended.
    ObjectNode message(Reply.Usage usage) {
        ObjectNode message = node()
                .put("id", "msg_" + id)
                .put("type", "message")
                .put("role", "assistant")
                .put("model", model);
        message.putArray("content");
        message.putNull("stop_reason").putNull("stop_sequence");
        message.set("usage", usage(usage));
        return message;
    }

    static ObjectNode text(String text) {
        return node().put("type", "text").put("text", text);
    }

    static ObjectNode thinking(String thinking) {
        return node().put("type", "thinking").put("thinking", thinking);
    }

    /// @param given the id that the model gave, or an empty text
    static ObjectNode toolUse(String given, String name, JsonNode input) {
        ObjectNode block = node()
                .put("type", "tool_use")
                .put("id", Answering.callId("toolu_", given))
                .put("name", name);
        block.set("input", input);
        return block;
    }

    /// Adds why the message ended.
    static void putStop(ObjectNode node, Reply reply) {
        node.put("stop_reason", stopReason(reply)).put("stop_sequence", reply.stopString().orElse(null));
    }

    private static String stopReason(Reply reply) {
        if (reply.finishReason() != FinishReason.STOP) return "max_tokens";
        if (reply.stopString().isPresent()) return "stop_sequence";
        return reply.calls().isEmpty() ? "end_turn" : "tool_use";
    }

    static ObjectNode usage(Reply.Usage usage) {
        return node()
                .put("input_tokens", usage.prompt())
                .put("cache_creation_input_tokens", 0)
                .put("cache_read_input_tokens", usage.reused())
                .put("output_tokens", usage.generated());
    }

    static ObjectNode node() {
        return JsonNodeFactory.instance.objectNode();
    }
}
