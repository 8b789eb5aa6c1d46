package dev.panallama.error;

/// Thrown when a text has more tokens than a model can take at once. Nothing was computed.
public final class InputTooLongException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final int index;
    private final int tokens;
    private final int limit;

    /// Creates the exception for text number `index` of those given, counted from 0.
    ///
    /// @param remedy what to do about it
    public InputTooLongException(int index, int tokens, int limit, String remedy) {
        super("text %d has %,d tokens and the limit is %,d: %s".formatted(index, tokens, limit, remedy));
        this.index = index;
        this.tokens = tokens;
        this.limit = limit;
    }

    /// Returns which of the texts it was, counted from 0.
    public int index() {
        return index;
    }

    /// Returns how many tokens it has, with those that the model wants around a text.
    public int tokens() {
        return tokens;
    }

    /// Returns how many it may have.
    public int limit() {
        return limit;
    }
}
