package dev.panallama.guard;

import dev.panallama.chat.ChatMessage;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import tools.jackson.databind.json.JsonMapper;

/// A conversation as text in which nobody can write another one's line: each text is in quotes, as in JSON.
final class Transcript {
    private static final JsonMapper MAPPER = new JsonMapper();

    private Transcript() {}

    static String of(List<? extends ChatMessage> conversation) {
        return conversation.stream().map(Transcript::line).collect(Collectors.joining("\n"));
    }

    static String line(ChatMessage message) {
        return speaker(message) + ": " + MAPPER.writeValueAsString(message.text());
    }

    static String speaker(ChatMessage message) {
        return message.role().name().toLowerCase(Locale.ROOT);
    }
}
