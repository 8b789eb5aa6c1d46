package dev.panallama.runner.conversations;

/// Thrown where a conversation or a message is asked for that is not there.
public final class ConversationNotFoundException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ConversationNotFoundException(String what) {
        super("there is no such " + what);
    }
}
