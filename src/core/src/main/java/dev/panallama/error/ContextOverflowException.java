package dev.panallama.error;

/// Thrown when tokens do not fit into what is left of the context. The session is unchanged.
public final class ContextOverflowException extends LlamaException {
    private static final long serialVersionUID = 1L;

    private final int tokens;
    private final int room;
    private final int contextLength;

    /// Creates the exception for `tokens` that were to go where there is `room` for fewer.
    public ContextOverflowException(int tokens, int room, int contextLength) {
        super(("%d tokens do not fit: the context of %d has room for %d more;"
                + " open the session with a larger context length, shorten the text or clear the session")
                .formatted(tokens, contextLength, room));
        this.tokens = tokens;
        this.room = room;
        this.contextLength = contextLength;
    }

    /// Creates the exception for `tokens` that found no room in a KV cache that several sessions share.
    public ContextOverflowException(int tokens) {
        super(("%d tokens do not fit: the KV cache that the session shares with its forks is full;"
                + " close forks, or open the first session with a larger context length").formatted(tokens));
        this.tokens = tokens;
        room = 0;
        contextLength = 0;
    }

    /// Returns how many tokens were to be added.
    public int tokens() {
        return tokens;
    }

    /// Returns how many would have fitted; 0 where the room is shared.
    public int room() {
        return room;
    }

    /// Returns how many tokens the session may have; 0 where the room is shared.
    public int contextLength() {
        return contextLength;
    }
}
