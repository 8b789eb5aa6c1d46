package dev.panallama.error;

import java.util.List;

/// Thrown when a file is not a well-formed GGUF file: the message says what is wrong, and where.
public final class GgufException extends LlamaException {
    private static final long serialVersionUID = 1L;

    /// Creates the exception with what is wrong.
    public GgufException(String message) {
        super(message, List.of());
    }
}
