package dev.panallama.chat;

import java.util.Objects;

/// An instruction that stands above the conversation. Immutable.
public record SystemMessage(String text) implements ChatMessage {
    /// @throws NullPointerException if the text is null
    public SystemMessage {
        Objects.requireNonNull(text, "text");
    }

    @Override
    public Role role() {
        return Role.SYSTEM;
    }
}
