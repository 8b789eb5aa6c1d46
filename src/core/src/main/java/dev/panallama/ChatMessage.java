package dev.panallama;

/// One message of a conversation. Immutable.
public record ChatMessage(Role role, String content) {
    /// Returns an instruction that stands above the conversation.
    public static ChatMessage system(String content) {
        return new ChatMessage(Role.SYSTEM, content);
    }

    /// Returns what the person said.
    public static ChatMessage user(String content) {
        return new ChatMessage(Role.USER, content);
    }

    /// Returns what the model said.
    public static ChatMessage assistant(String content) {
        return new ChatMessage(Role.ASSISTANT, content);
    }
}
