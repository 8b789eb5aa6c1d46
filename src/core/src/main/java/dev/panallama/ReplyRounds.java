package dev.panallama;

import dev.panallama.chat.AssistantMessage;
import dev.panallama.chat.Delta;
import dev.panallama.chat.Tool;
import dev.panallama.chat.ToolCall;
import dev.panallama.chat.ToolResult;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The messages of one reply: while the model calls tools that have handlers, these run, and it goes on with their answers.
/// Each message becomes part of the history when it is whole; if one fails, the history is as before what was said. Serves
/// one thread, except [#cancel].
final class ReplyRounds {
    private final ChatFormat format;
    private final ChatOptions options;
    private final ChatWindow window;
    private final ChatHistory history;
    private final ChatHistory.State before;
    private final Map<String, Tool.Handler> handlers;
    private final Queue<Delta> ready = new ArrayDeque<>();
    private ReplyForm form;
    private ReplyRound round;
    private int count;
    private int calls; // of earlier rounds
    private Reply.Usage usage = new Reply.Usage(0, 0, 0, 0);
    private @Nullable Reply reply;
    private boolean failed;
    private boolean calling;
    private volatile boolean cancelled;

    /// @param before what the history becomes again if the reply fails
    ReplyRounds(ChatFormat format, ChatOptions options, ReplyForm form, ChatWindow window, ChatHistory history,
            ChatHistory.State before) {
        this.format = format;
        this.options = options;
        this.form = form;
        this.window = window;
        this.history = history;
        this.before = before;
        handlers = form.visible().tools().stream()
                .filter(it -> it.handler().isPresent())
                .collect(Collectors.toMap(Tool::name, it -> it.handler().orElseThrow()));
        round = begin();
    }

    private ReplyRound begin() {
        return new ReplyRound(format, options, form, window, history);
    }

    /// Returns the next piece, or nothing at the end.
    @Nullable
    Delta next() {
        while (ready.isEmpty() && isGoing()) guarded(this::advance);
        return ready.poll();
    }

    /// Returns the tokens behind the text of this round since this was asked last, if they have log-probabilities.
    List<Token> takeChosen() {
        return round.takeChosen();
    }

    /// Returns what was taken so far.
    Reply.Usage usage() {
        return reply != null ? reply.usage() : total(usage, round.usage());
    }

    /// Returns the reply, if it is whole.
    Optional<Reply> reply() {
        return Optional.ofNullable(reply);
    }

    /// Whether a handler of a tool is running.
    boolean isCalling() {
        return calling;
    }

    /// Ends the reply at the next occasion. Any thread may call.
    void cancel() {
        cancelled = true;
    }

    /// Ends the reply now, with what there is of it.
    void stop() {
        if (!isGoing()) return;
        round.close();
        guarded(() -> {
            round.end().forEach(it -> ready.add(counted(it)));
            finish(round.finishReason());
        });
    }

    private boolean isGoing() {
        return reply == null && !failed;
    }

    private void guarded(Runnable step) {
        try {
            step.run();
        } catch (Throwable failure) {
            failed = true;
            ready.clear();
            history.restore(before);
            throw failure;
        }
    }

    private void advance() {
        Optional<List<Delta>> next = round.next();
        next.orElseGet(round::end).forEach(it -> ready.add(counted(it)));
        if (next.isEmpty()) endRound(round.message());
    }

    private Delta counted(Delta delta) {
        return delta instanceof Delta.ToolCall(int index, String id, String name, String arguments)
                ? new Delta.ToolCall(calls + index, id, name, arguments)
                : delta;
    }

    private void endRound(AssistantMessage message) {
        if (isHandled(message)) answerCalls(message);
        else finish(round.finishReason());
    }

    private boolean isHandled(AssistantMessage message) {
        return count < options.toolRounds()
                && round.finishReason() == FinishReason.STOP
                && !message.calls().isEmpty()
                && message.calls().stream().allMatch(it -> handlers.containsKey(it.name()));
    }

    private void answerCalls(AssistantMessage message) {
        history.add(message);
        for (ToolCall call : message.calls()) {
            ToolResult result = answer(call);
            history.add(result);
            ready.add(new Delta.ToolAnswer(result));
        }
        usage = total(usage, round.usage());
        count++;
        calls += message.calls().size();
        form = form.afterTools();
        goOn();
    }

    /// Begins the next message, unless somebody has cancelled meanwhile.
    private void goOn() {
        try {
            if (cancelled) throw new CancellationException("cancelled while a tool was called");
            round = begin();
        } catch (CancellationException _) {
            var nothing = new AssistantMessage("");
            history.add(nothing);
            reply = new Reply(nothing, FinishReason.CANCELLED, Optional.empty(), usage);
        }
    }

    private void finish(FinishReason reason) {
        history.add(round.message());
        reply = new Reply(round.addition(), reason, round.stopString(), total(usage, round.usage()));
    }

    private ToolResult answer(ToolCall call) {
        calling = true;
        try {
            Tool.Handler handler = Objects.requireNonNull(handlers.get(call.name()));
            return ToolResult.of(call, handler.call(call.arguments()));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            cancelled = true;
            return ToolResult.of(call, "Error: interrupted");
        } catch (Exception failure) { // it is the model's to deal with
            return ToolResult.of(call,
                    "Error: " + Objects.requireNonNullElse(failure.getMessage(), failure.toString()));
        } finally {
            calling = false;
        }
    }

    private static Reply.Usage total(Reply.Usage one, Reply.Usage other) {
        return new Reply.Usage(one.prompt() + other.prompt(), one.reused() + other.reused(),
                one.generated() + other.generated(), one.reasoning() + other.reasoning());
    }
}
