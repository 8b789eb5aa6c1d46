package dev.panallama.error;

/// Thrown when tokens do not fit into what is left of the context. The session is unchanged.
public final class ContextOverflowException extends LlamaException {
    private static final long serialVersionUID = 1L;

    private final int tokens;
    private final int room;

    /// Creates the exception for `tokens` that were to go where there is `room` for fewer.
    public ContextOverflowException(int tokens, int room, int contextLength) {
        super(("%d tokens do not fit: the context of %d has room for %d more;"
                + " open the session with a larger context length, shorten the text or clear the session")
                .formatted(tokens, contextLength, room));
        this.tokens = tokens;
        this.room = room;
    }

    /// Returns how many tokens were to be added.
    public int tokens() {
        return tokens;
    }

    /// Returns how many would have fitted.
    public int room() {
        return room;
    }
}
