package dev.panallama.error;

/// Thrown when a text that was generated cannot be read as JSON of the type wanted.
public final class UnreadableJsonException extends LlamaException {
    private static final long serialVersionUID = 1L;

    private final String text;

    /// Creates the exception with the text.
    public UnreadableJsonException(String message, String text) {
        super(message);
        this.text = text;
    }

    /// Creates the exception with the text and what the reader said.
    public UnreadableJsonException(String message, String text, Throwable cause) {
        super(message, cause);
        this.text = text;
    }

    /// Returns the whole text.
    public String text() {
        return text;
    }
}
