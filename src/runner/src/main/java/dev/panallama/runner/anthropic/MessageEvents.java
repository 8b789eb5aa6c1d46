package dev.panallama.runner.anthropic;

import dev.panallama.Reply;
import dev.panallama.chat.Delta;
import dev.panallama.runner.http.AnswerStream;
import tools.jackson.databind.node.ObjectNode;

/// Writes one message as events: its blocks begin, grow and end, one after the other. Serves one thread.
final class MessageEvents {
    private static final int NO_CALL = -1;

    /// What a block has.
    private enum Kind {
        NONE, TEXT, THINKING, TOOL_USE
    }

    private final AnswerStream out;
    private final MessageJson json;
    private final Reply.Usage prompt;
    private boolean begun;
    private int index = -1; // of the block
    private Kind kind = Kind.NONE;
    private int call = NO_CALL;

    /// @param prompt what was taken before the answer begins
    MessageEvents(AnswerStream out, MessageJson json, Reply.Usage prompt) {
        this.out = out;
        this.json = json;
        this.prompt = prompt;
    }

    /// Writes a piece.
    void add(Delta delta) {
        switch (delta) {
            case Delta.Text(String text) -> {
                if (kind != Kind.TEXT) begin(Kind.TEXT, MessageJson.text(""));
                grow("text_delta", "text", text);
            }
            case Delta.Reasoning(String text) -> {
                if (kind != Kind.THINKING) begin(Kind.THINKING, MessageJson.thinking("").put("signature", ""));
                if (json.showsThinking()) grow("thinking_delta", "thinking", text);
            }
            case Delta.ToolCall it -> {
                if (it.index() != call) begin(it);
                if (!it.arguments().isEmpty()) grow("input_json_delta", "partial_json", it.arguments());
            }
            case Delta.ToolAnswer _ -> throw new IllegalStateException("tools here have no handlers");
        }
    }

    /// Writes the end.
    void end(Reply reply) {
        endBlock();
        ObjectNode event = event("message_delta");
        MessageJson.putStop(event.putObject("delta"), reply);
        event.set("usage", MessageJson.usage(reply.usage()));
        write(event);
        write(event("message_stop"));
    }

    private void begin(Delta.ToolCall it) {
        begin(Kind.TOOL_USE, MessageJson.toolUse(it.id(), it.name(), MessageJson.node()));
        call = it.index();
    }

    private void begin(Kind next, ObjectNode block) {
        endBlock();
        kind = next;
        index++;
        ObjectNode event = event("content_block_start").put("index", index);
        event.set("content_block", block);
        write(event);
    }

    private void grow(String type, String field, String more) {
        ObjectNode event = event("content_block_delta").put("index", index);
        event.putObject("delta").put("type", type).put(field, more);
        write(event);
    }

    private void endBlock() {
        if (kind == Kind.THINKING) grow("signature_delta", "signature", MessageJson.SIGNATURE);
        if (kind != Kind.NONE) write(event("content_block_stop").put("index", index));
        kind = Kind.NONE;
        call = NO_CALL;
    }

    private static ObjectNode event(String type) {
        return MessageJson.node().put("type", type);
    }

    /// The first event comes with the second: until then, the answer can be an error.
    private void write(ObjectNode event) {
        if (!begun) {
            begun = true;
            ObjectNode start = event("message_start");
            start.set("message", json.message(prompt));
            write(start);
        }
        out.write(event.get("type").stringValue(), event.toString());
    }
}
