package dev.panallama;

import java.util.Locale;

/// Who speaks in a [ChatMessage].
public enum Role {
    /// The instruction above the conversation.
    SYSTEM,
    /// The person.
    USER,
    /// The model.
    ASSISTANT;

    /// Returns the name that chat templates use.
    String templateName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
