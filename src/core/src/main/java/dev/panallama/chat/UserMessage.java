package dev.panallama.chat;

import java.util.Objects;

/// What a person said. Immutable.
public record UserMessage(String text) implements ChatMessage {
    /// @throws NullPointerException if the text is null
    public UserMessage {
        Objects.requireNonNull(text, "text");
    }

    @Override
    public Role role() {
        return Role.USER;
    }
}
