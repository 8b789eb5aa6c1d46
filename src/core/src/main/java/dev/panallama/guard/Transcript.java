package dev.panallama.guard;

import dev.panallama.chat.ChatMessage;
import java.util.List;

/// A conversation as plain text.
final class Transcript {
    private Transcript() {}

    static String of(List<? extends ChatMessage> conversation) {
        var text = new StringBuilder();
        for (ChatMessage message : conversation)
            text.append(speaker(message)).append(": ").append(message.text()).append('\n');
        return text.toString();
    }

    static String speaker(ChatMessage message) {
        return switch (message.role()) {
            case SYSTEM -> "system";
            case USER -> "user";
            case ASSISTANT -> "assistant";
            case TOOL -> "tool";
        };
    }
}
