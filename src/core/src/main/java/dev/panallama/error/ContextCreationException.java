package dev.panallama.error;

import java.util.List;

/// Thrown when llama.cpp refuses to make a context with the options given.
public final class ContextCreationException extends LlamaException {
    private static final long serialVersionUID = 1L;

    /// Creates the exception with what llama.cpp logged.
    public ContextCreationException(String message, List<String> nativeLog) {
        super(message, nativeLog);
    }
}
