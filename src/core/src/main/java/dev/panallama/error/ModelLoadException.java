package dev.panallama.error;

import java.util.List;

/// Thrown when a file cannot be loaded as a model.
public final class ModelLoadException extends LlamaException {
    private static final long serialVersionUID = 1L;

    /// Creates the exception with what llama.cpp logged.
    public ModelLoadException(String message, List<String> nativeLog) {
        super(message, nativeLog);
    }
}
