package dev.panallama.error;

import java.util.List;

/// Thrown when a batch of tokens could not be computed, or its result is not usable.
public final class DecodeException extends LlamaException {
    private static final long serialVersionUID = 1L;

    /// Creates the exception with what llama.cpp logged.
    public DecodeException(String message, List<String> nativeLog) {
        super(message, nativeLog);
    }
}
