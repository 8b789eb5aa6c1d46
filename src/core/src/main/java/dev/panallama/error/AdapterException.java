package dev.panallama.error;

import java.util.List;

/// Thrown when a file is no LoRA adapter or control vector, or one that does not fit the model.
public final class AdapterException extends LlamaException {
    private static final long serialVersionUID = 1L;

    /// Creates the exception for what Java found in the file.
    public AdapterException(String message) {
        super(message);
    }

    /// Creates the exception with the cause that Java saw.
    public AdapterException(String message, Throwable cause) {
        super(message, cause);
    }

    /// Creates the exception with what llama.cpp logged.
    public AdapterException(String message, List<String> nativeLog) {
        super(message, nativeLog);
    }
}
