package dev.panallama.chat;

/// Who speaks in a [ChatMessage].
public enum Role {
    /// The instruction above the conversation.
    SYSTEM,
    /// The person.
    USER,
    /// The model.
    ASSISTANT,
    /// What was called for the model.
    TOOL
}
