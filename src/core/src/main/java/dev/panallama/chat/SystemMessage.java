package dev.panallama.chat;

/// An instruction that stands above the conversation. Immutable.
public record SystemMessage(String text) implements ChatMessage {
    @Override
    public Role role() {
        return Role.SYSTEM;
    }
}
