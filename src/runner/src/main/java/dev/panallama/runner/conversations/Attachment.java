package dev.panallama.runner.conversations;

/// A file of text that belongs to a message. Immutable.
///
/// @param name what its user calls it; nothing is ever written under this name
public record Attachment(String name, String text) {
    /// @throws WrongFieldException if something is too long
    public Attachment {
        Bounds.characters("name", name, Bounds.MAX_NAME);
        Bounds.bytes("text", text, Bounds.MAX_TEXT_BYTES);
    }

    /// Returns it as the chat page puts it before a message.
    String block() {
        return "File %s:\n```\n%s\n```\n\n".formatted(name,
                text.endsWith("\n") ? text.substring(0, text.length() - 1) : text);
    }
}
