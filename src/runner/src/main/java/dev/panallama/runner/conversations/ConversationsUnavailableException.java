package dev.panallama.runner.conversations;

/// Thrown where conversations cannot be read or kept at present. The message says why, without naming a folder.
public final class ConversationsUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ConversationsUnavailableException(String message) {
        super(message);
    }

    ConversationsUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
