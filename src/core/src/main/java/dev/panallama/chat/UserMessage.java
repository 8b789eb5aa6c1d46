package dev.panallama.chat;

/// What a person said. Immutable.
public record UserMessage(String text) implements ChatMessage {
    @Override
    public Role role() {
        return Role.USER;
    }
}
