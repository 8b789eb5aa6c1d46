package dev.panallama.runner.openai;

import dev.panallama.FinishReason;
import dev.panallama.Reply;
import dev.panallama.Token;
import dev.panallama.chat.Delta;
import dev.panallama.chat.ToolCall;
import dev.panallama.runner.answering.Answering;
import dev.panallama.runner.answering.TokenScores;
import dev.panallama.runner.serving.LoadedModel;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Writes one chat completion. Any thread may use it.
final class ChatJsonWriter {
    private static final String CALL_PREFIX = "call_";

    private final String object;
    private final String model;
    private final TokenScores scores;
    private final String id = "chatcmpl-" + UUID.randomUUID().toString().replace("-", "");
    private final long created = Instant.now().getEpochSecond();

    ChatJsonWriter(String object, LoadedModel model) {
        this.object = object;
        this.model = model.installed().name();
        scores = new TokenScores(model.model().vocabulary());
    }

    /// Returns the whole answer.
    ObjectNode answer(Collection<ObjectNode> choices, List<Reply> replies) {
        ObjectNode answer = envelope();
        answer.putArray("choices").addAll(choices);
        answer.set("usage", usage(replies));
        return answer;
    }

    /// Returns one of the answers in it.
    ObjectNode choice(int index, Reply reply, boolean scored, List<Token> tokens) {
        ObjectNode choice = node().put("index", index);
        ObjectNode message = choice.putObject("message").put("role", "assistant");
        if (reply.calls().isEmpty() || !reply.text().isEmpty()) message.put("content", reply.text());
        else message.putNull("content");
        message.putNull("refusal");
        if (!reply.reasoning().isEmpty()) message.put("reasoning_content", reply.reasoning());
        if (!reply.calls().isEmpty()) {
            ArrayNode calls = message.putArray("tool_calls");
            for (ToolCall it : reply.calls()) {
                ObjectNode call = calls.addObject().put("id", Answering.callId(CALL_PREFIX, it.id())).put("type",
                        "function");
                call.putObject("function").put("name", it.name()).put("arguments", it.arguments());
            }
        }
        putScores(choice, scored, tokens);
        return choice.put("finish_reason", reason(reply));
    }

    /// Returns the piece that begins one of the answers.
    ObjectNode opening(int index) {
        ObjectNode delta = node().put("role", "assistant").put("content", "");
        return chunk(choice(index, delta));
    }

    /// Returns the piece for something that was generated.
    ///
    /// @param calls how many calls of tools have begun before
    ObjectNode chunk(int index, Delta delta, int calls, boolean scored, List<Token> tokens) {
        ObjectNode choice = choice(index, delta(delta, calls));
        putScores(choice, scored, tokens);
        return chunk(choice);
    }

    /// Returns the piece that ends one of the answers.
    ObjectNode closing(int index, Reply reply, boolean scored, List<Token> tokens) {
        ObjectNode choice = choice(index, node()).put("finish_reason", reason(reply));
        putScores(choice, scored && !tokens.isEmpty(), tokens);
        return chunk(choice);
    }

    /// Returns the piece that says what all of them took.
    ObjectNode usageChunk(List<Reply> replies) {
        ObjectNode chunk = envelope();
        chunk.putArray("choices");
        chunk.set("usage", usage(replies));
        return chunk;
    }

    private static ObjectNode delta(Delta delta, int calls) {
        ObjectNode node = node();
        switch (delta) {
            case Delta.Text(String text) -> node.put("content", text);
            case Delta.Reasoning(String text) -> node.put("reasoning_content", text);
            case Delta.ToolCall it -> call(node.putArray("tool_calls").addObject(), it, it.index() >= calls);
            case Delta.ToolAnswer _ -> throw new IllegalStateException("tools here have no handlers");
        }
        return node;
    }

    private static void call(ObjectNode node, Delta.ToolCall call, boolean begins) {
        node.put("index", call.index());
        if (begins) node.put("id", Answering.callId(CALL_PREFIX, call.id())).put("type", "function");
        ObjectNode function = node.putObject("function");
        if (begins) function.put("name", call.name());
        function.put("arguments", call.arguments());
    }

    private static ObjectNode choice(int index, ObjectNode delta) {
        ObjectNode choice = node().put("index", index);
        choice.set("delta", delta);
        return choice.putNull("finish_reason");
    }

    private ObjectNode chunk(ObjectNode choice) {
        ObjectNode chunk = envelope();
        chunk.putArray("choices").add(choice);
        return chunk;
    }

    private ObjectNode envelope() {
        return node().put("id", id)
                .put("object", object)
                .put("created", created)
                .put("model", model)
                .put("system_fingerprint", "panallama");
    }

    private static String reason(Reply reply) {
        if (reply.finishReason() != FinishReason.STOP) return "length";
        return reply.calls().isEmpty() ? "stop" : "tool_calls";
    }

    private static ObjectNode usage(List<Reply> replies) {
        Reply.Usage first = replies.getFirst().usage();
        int prompt = first.prompt() + first.reused();
        int generated = replies.stream().mapToInt(it -> it.usage().generated()).sum();
        ObjectNode usage = node().put("prompt_tokens", prompt)
                .put("completion_tokens", generated)
                .put("total_tokens", prompt + generated);
        usage.putObject("prompt_tokens_details").put("cached_tokens", first.reused());
        usage.putObject("completion_tokens_details")
                .put("reasoning_tokens", replies.stream().mapToInt(it -> it.usage().reasoning()).sum());
        return usage;
    }

    private void putScores(ObjectNode choice, boolean scored, List<Token> tokens) {
        if (!scored) {
            choice.putNull("logprobs");
            return;
        }
        choice.putObject("logprobs").set("content", scores.of(tokens));
    }

    private static ObjectNode node() {
        return JsonNodeFactory.instance.objectNode();
    }
}
