package dev.panallama;

import dev.panallama.chat.AssistantMessage;
import dev.panallama.chat.ChatMessage;
import dev.panallama.chat.Delta;
import dev.panallama.chat.Tool;
import dev.panallama.chat.ToolCall;
import dev.panallama.chat.ToolResult;
import dev.panallama.chat.output.Output;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The messages of one reply: while the model calls tools that have handlers, these run, and it goes on with their answers.
/// Each message becomes part of the chat when it is whole. Serves one thread.
final class ReplyRounds {
    private final ChatFormat format;
    private final ChatOptions options;
    private final ChatWindow window;
    private final List<ChatMessage> messages;
    private final Map<String, Tool.Handler> handlers;
    private final Queue<Delta> ready = new ArrayDeque<>();
    private ReplyForm form;
    private ReplyRound round;
    private int count;
    private int calls; // of earlier rounds
    private Reply.Usage usage = new Reply.Usage(0, 0, 0, 0);
    private @Nullable Reply reply;

    ReplyRounds(ChatFormat format, ChatOptions options, ReplyForm form, ChatWindow window, List<ChatMessage> messages) {
        this.format = format;
        this.options = options;
        this.form = form;
        this.window = window;
        this.messages = messages;
        handlers = form.visible().tools().stream()
                .filter(it -> it.handler().isPresent())
                .collect(Collectors.toMap(Tool::name, it -> it.handler().orElseThrow(), (first, _) -> first));
        round = begin();
    }

    private ReplyRound begin() {
        return new ReplyRound(format, options, form, window);
    }

    /// Returns the next piece, or nothing at the end.
    @Nullable
    Delta next() {
        while (ready.isEmpty() && reply == null) advance();
        return ready.poll();
    }

    /// Returns the reply, if it is whole.
    Optional<Reply> reply() {
        return Optional.ofNullable(reply);
    }

    /// Ends the reply now, with what there is of it.
    void stop() {
        if (reply != null) return;
        round.close();
        finish(message(round.output()));
    }

    private void advance() {
        Optional<List<Delta>> next = round.next();
        next.orElseGet(round::end).forEach(it -> ready.add(counted(it)));
        if (next.isEmpty()) endRound();
    }

    private Delta counted(Delta delta) {
        return delta instanceof Delta.ToolCall(int index, String id, String name, String arguments)
                ? new Delta.ToolCall(calls + index, id, name, arguments)
                : delta;
    }

    private void endRound() {
        AssistantMessage message = message(round.output());
        boolean handled = count < options.toolRounds() && round.finishReason() == FinishReason.STOP
                && !message.calls().isEmpty()
                && message.calls().stream().allMatch(it -> handlers.containsKey(it.name()));
        if (!handled) {
            finish(message);
            return;
        }
        add(message);
        for (ToolCall call : message.calls()) {
            ToolResult result = answer(call);
            add(result);
            ready.add(new Delta.ToolAnswer(result));
        }
        usage = total(usage, round.usage());
        count++;
        calls += message.calls().size();
        form = form.afterTools();
        round = begin();
    }

    private void finish(AssistantMessage message) {
        add(message);
        reply = new Reply(message, round.finishReason(), total(usage, round.usage()));
    }

    private void add(ChatMessage message) {
        messages.add(message);
        window.add(message);
    }

    private ToolResult answer(ToolCall call) {
        try {
            Tool.Handler handler = Objects.requireNonNull(handlers.get(call.name()));
            return ToolResult.of(call, handler.call(call.arguments()));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return ToolResult.of(call, "Error: interrupted");
        } catch (Exception failure) { // it is the model's to deal with
            return ToolResult.of(call, "Error: " + failure.getMessage());
        }
    }

    private static AssistantMessage message(Output output) {
        return new AssistantMessage(output.text(), output.reasoning(), output.calls());
    }

    private static Reply.Usage total(Reply.Usage one, Reply.Usage other) {
        return new Reply.Usage(one.prompt() + other.prompt(), one.reused() + other.reused(),
                one.generated() + other.generated(), one.reasoning() + other.reasoning());
    }
}
