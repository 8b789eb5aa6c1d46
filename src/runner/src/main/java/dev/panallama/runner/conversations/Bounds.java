package dev.panallama.runner.conversations;

import java.nio.charset.StandardCharsets;

/// How much can be kept.
final class Bounds {
    static final int MAX_TITLE = 200; // characters
    static final int MAX_NAME = 300; // characters: of a model or a file
    static final int MAX_TEXT_BYTES = 4 << 20;
    static final int MAX_JSON_BYTES = 64 << 10;
    static final int MAX_ATTACHMENTS = 100;
    static final int MAX_MESSAGES = 10_000; // of a conversation
    static final long MAX_CONVERSATION_BYTES = 32L << 20; // it is sent as a whole

    private Bounds() {}

    static void characters(String field, String text, int most) {
        if (text.length() > most)
            throw new WrongFieldException(field, "has %,d characters: give at most %,d".formatted(text.length(), most));
    }

    static void bytes(String field, String text, int most) {
        long bytes = bytes(text);
        if (bytes > most)
            throw new WrongFieldException(field, "has %,d bytes: give at most %,d".formatted(bytes, most));
    }

    static void count(String field, long count, int most) {
        if (count > most)
            throw new WrongFieldException(field, "would be %,d: at most %,d can be kept".formatted(count, most));
    }

    static void conversation(long bytes) {
        if (bytes > MAX_CONVERSATION_BYTES)
            throw new WrongFieldException("content", "makes the conversation %,d bytes long: begin another one at %,d"
                    .formatted(bytes, MAX_CONVERSATION_BYTES));
    }

    /// Returns how long a text is in UTF-8.
    static long bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
