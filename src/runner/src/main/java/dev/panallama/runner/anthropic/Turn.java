package dev.panallama.runner.anthropic;

import dev.panallama.chat.AssistantMessage;
import dev.panallama.chat.ChatMessage;
import dev.panallama.chat.ToolCall;
import dev.panallama.chat.ToolResult;
import java.util.ArrayList;
import java.util.List;

/// What one side says, in one or more messages in a row. Serves one thread.
final class Turn {
    private final String role;
    private final StringBuilder text = new StringBuilder();
    private final StringBuilder reasoning = new StringBuilder();
    private final List<ToolCall> calls = new ArrayList<>();
    private final List<ToolResult> results = new ArrayList<>();
    private String separator = "";

    Turn(String role) {
        this.role = role;
    }

    String role() {
        return role;
    }

    /// Begins another of its messages, whose text stands in a paragraph of its own.
    void next() {
        if (!text.isEmpty()) separator = "\n\n";
    }

    void say(String more) {
        if (more.isEmpty()) return;
        text.append(separator).append(more);
        separator = "";
    }

    void think(String more) {
        reasoning.append(more);
    }

    void call(ToolCall call) {
        calls.add(call);
    }

    void result(ToolResult result) {
        results.add(result);
    }

    /// Adds its messages. Results come first: they belong to the calls before.
    void addTo(List<? super ChatMessage> messages) {
        messages.addAll(results);
        switch (role) {
            case "system" -> messages.add(ChatMessage.system(text.toString()));
            case "user" -> {
                if (results.isEmpty() || !text.isEmpty()) messages.add(ChatMessage.user(text.toString()));
            }
            default -> {
                var answer = new AssistantMessage(text.toString(), reasoning.toString(), calls);
                if (!answer.equals(new AssistantMessage(""))) messages.add(answer);
            }
        }
    }
}
