package dev.panallama.chat;

import java.util.List;
import java.util.Objects;

/// What a model said. Immutable.
///
/// @param text what it answered; empty if it only called tools
/// @param reasoning what it thought before; empty if it did not
/// @param calls the tools that it wants called, in order
public record AssistantMessage(String text, String reasoning, List<ToolCall> calls) implements ChatMessage {
    /// Copies the list.
    ///
    /// @throws NullPointerException if anything is null
    public AssistantMessage {
        Objects.requireNonNull(text, "text");
        Objects.requireNonNull(reasoning, "reasoning");
        calls = List.copyOf(calls);
    }

    /// Creates an answer without reasoning and calls.
    public AssistantMessage(String text) {
        this(text, "", List.of());
    }

    @Override
    public Role role() {
        return Role.ASSISTANT;
    }
}
