package dev.panallama.runner.openai.responses;

import dev.panallama.Reply;
import dev.panallama.Token;
import dev.panallama.chat.Delta;
import dev.panallama.runner.http.Framing;
import dev.panallama.runner.http.Problem;
import dev.panallama.runner.answering.TokenScores;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Tells an answer as events: each item is begun, grows and is done before the next one begins. Serves one thread.
final class ResponseEvents {
    private final ResponseJson json;
    private final TokenScores scores;
    private final ArrayNode done = JsonNodeFactory.instance.arrayNode();
    private BiConsumer<String, ObjectNode> listener = (_, _) -> {};
    private @Nullable Item open;
    private int number;
    private boolean begun;

    ResponseEvents(ResponseJson json, TokenScores scores) {
        this.json = json;
        this.scores = scores;
    }

    /// An item that is still growing.
    private sealed interface Item {
        String id();

        StringBuilder text();

        record Thought(String id, StringBuilder text) implements Item {}

        /// @param scores how likely its tokens were, if that is asked for
        record Message(String id, StringBuilder text, ArrayNode scores) implements Item {
            Message() {
                this(OutputItems.id("msg"), new StringBuilder(), JsonNodeFactory.instance.arrayNode());
            }
        }

        record Call(String id, StringBuilder text, int index, String callId, String name) implements Item {}

        /// Returns it as JSON.
        default ObjectNode json(String status) {
            String whole = text().toString();
            return switch (this) {
                case Thought _ -> OutputItems.reasoning(id(), status, whole);
                case Message it -> OutputItems.message(id(), status, whole, it.scores().deepCopy());
                case Call it -> OutputItems.call(id(), status, it.callId(), it.name(), whole);
            };
        }
    }

    /// Sets who gets the events, by type.
    void listen(BiConsumer<String, ObjectNode> next) {
        listener = next;
    }

    /// Tells of something that was generated.
    ///
    /// @param tokens those behind it, if it is a text and their probabilities are asked for
    void add(Delta delta, List<Token> tokens) {
        begin();
        switch (delta) {
            case Delta.Reasoning(String text) -> {
                if (!(open instanceof Item.Thought)) open(new Item.Thought(OutputItems.id("rs"), new StringBuilder()));
                grow("response.reasoning_text.delta", text, true);
            }
            case Delta.Text(String text) -> {
                if (!(open instanceof Item.Message)) open(new Item.Message());
                grow("response.output_text.delta", text, scores.of(tokens));
            }
            case Delta.ToolCall it -> {
                if (!(open instanceof Item.Call call) || call.index() != it.index())
                    open(new Item.Call(OutputItems.id("fc"), new StringBuilder(), it.index(),
                            OutputItems.callId(it.id()), it.name()));
                if (!it.arguments().isEmpty())
                    grow("response.function_call_arguments.delta", it.arguments(), false);
            }
            case Delta.ToolAnswer _ -> throw new IllegalStateException("tools here have no handlers");
        }
    }

    /// Tells that the answer is whole, or was cut.
    void end(Reply reply) {
        begin();
        if (open == null && done.isEmpty()) open(new Item.Message());
        String status = OutputItems.status(reply);
        close(status);
        send("response." + status, whole(json.ended(reply, done)));
    }

    /// Returns what ends a stream that fails, as it travels.
    String failed(Problem problem) {
        ObjectNode event = numbered("response.failed", whole(json.failed(problem, done)));
        return Framing.EVENTS.frame("response.failed", event.toString());
    }

    private void begin() {
        if (begun) return;
        begun = true;
        send("response.created", whole(json.begun()));
        send("response.in_progress", whole(json.begun()));
    }

    private void open(Item next) {
        close("completed");
        open = next;
        ObjectNode added = node().put("output_index", done.size());
        added.set("item", next.json("in_progress"));
        send("response.output_item.added", added);
        part("response.content_part.added", next, "");
    }

    private void grow(String type, String text, boolean inPart) {
        if (open == null) return;
        open.text().append(text);
        send(type, place(open, inPart).put("delta", text));
    }

    private void grow(String type, String text, ArrayNode more) {
        if (!(open instanceof Item.Message message)) return;
        message.text().append(text);
        message.scores().addAll(more);
        ObjectNode event = place(message, true).put("delta", text);
        event.set("logprobs", more);
        send(type, event);
    }

    private void close(String status) {
        Item last = open;
        if (last == null) return;
        open = null;
        String whole = last.text().toString();
        switch (last) {
            case Item.Thought _ ->
                send("response.reasoning_text.done", place(last, true).put("text", whole));
            case Item.Message it -> {
                ObjectNode event = place(last, true).put("text", whole);
                event.set("logprobs", it.scores());
                send("response.output_text.done", event);
            }
            case Item.Call it -> send("response.function_call_arguments.done",
                    place(last, false).put("name", it.name()).put("arguments", whole));
        }
        part("response.content_part.done", last, whole);
        ObjectNode event = node().put("output_index", done.size());
        ObjectNode item = last.json(status);
        event.set("item", item);
        send("response.output_item.done", event);
        done.add(item);
    }

    /// Calls have no parts.
    private void part(String type, Item item, String text) {
        if (item instanceof Item.Call) return;
        ObjectNode event = place(item, true);
        event.set("part", item instanceof Item.Message it
                ? OutputItems.said(text, it.scores().deepCopy())
                : OutputItems.thought(text));
        send(type, event);
    }

    private ObjectNode place(Item item, boolean inPart) {
        ObjectNode event = node().put("item_id", item.id()).put("output_index", done.size());
        return inPart ? event.put("content_index", 0) : event;
    }

    private static ObjectNode whole(ObjectNode response) {
        ObjectNode event = node();
        event.set("response", response);
        return event;
    }

    private void send(String type, ObjectNode event) {
        listener.accept(type, numbered(type, event));
    }

    private ObjectNode numbered(String type, ObjectNode event) {
        ObjectNode numbered = node().put("type", type).put("sequence_number", number++);
        numbered.setAll(event);
        return numbered;
    }

    private static ObjectNode node() {
        return JsonNodeFactory.instance.objectNode();
    }
}
