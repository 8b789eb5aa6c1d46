package dev.panallama.error;

/// Thrown when llama.cpp's libraries are not found, cannot be unpacked or cannot be loaded.
public final class NativeLibraryException extends LlamaException {
    private static final long serialVersionUID = 1L;

    /// Creates the exception.
    public NativeLibraryException(String message) {
        super(message);
    }

    /// Creates the exception with the cause that Java saw.
    public NativeLibraryException(String message, Throwable cause) {
        super(message, cause);
    }
}
