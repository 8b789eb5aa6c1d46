package dev.panallama.error;

/// Thrown when a saved session is not taken up: it is damaged, or of another model or other options. The session that
/// was to take it up is unchanged.
public final class SessionStateException extends LlamaException {
    private static final long serialVersionUID = 1L;

    /// Creates the exception.
    public SessionStateException(String message) {
        super(message);
    }

    /// Creates the exception with the cause that Java saw.
    public SessionStateException(String message, Throwable cause) {
        super(message, cause);
    }
}
