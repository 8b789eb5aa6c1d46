package dev.panallama.chat;

/// One message of a conversation. Immutable.
public sealed interface ChatMessage permits SystemMessage, UserMessage, AssistantMessage, ToolResult {
    /// Returns who speaks.
    Role role();

    /// Returns what is said.
    String text();

    /// Returns an instruction that stands above the conversation.
    static SystemMessage system(String text) {
        return new SystemMessage(text);
    }

    /// Returns what the person said.
    static UserMessage user(String text) {
        return new UserMessage(text);
    }

    /// Returns what the model said.
    static AssistantMessage assistant(String text) {
        return new AssistantMessage(text);
    }
}
