package dev.panallama.error;

import java.util.List;

/// Thrown when llama.cpp cannot write a model file anew.
public final class QuantizationException extends LlamaException {
    private static final long serialVersionUID = 1L;

    /// Creates the exception with what llama.cpp logged.
    public QuantizationException(String message, List<String> nativeLog) {
        super(message, nativeLog);
    }
}
