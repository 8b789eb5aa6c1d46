package dev.panallama.runner.chat;

import dev.panallama.chat.ChatMessage;
import java.util.List;

/// What a chat goes on with. Immutable.
///
/// @param model its name, or its file
/// @param messages what was said before, without the instruction
public record Resumption(String model, List<ChatMessage> messages) {
    public Resumption {
        messages = List.copyOf(messages);
    }

    /// Returns a chat in which nothing was said yet.
    public static Resumption of(String model) {
        return new Resumption(model, List.of());
    }
}
