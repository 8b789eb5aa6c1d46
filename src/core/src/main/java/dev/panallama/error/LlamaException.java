package dev.panallama.error;

import java.util.List;

/// Thrown when llama.cpp reports a failure. The message says what failed and what to do; the lines
/// that llama.cpp logged about it follow, and stand alone in [#nativeLog].
public class LlamaException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /// A list that serialises, as an exception must.
    @SuppressWarnings("serial")
    private final List<String> nativeLog;

    /// Creates an exception that no native log line explains.
    public LlamaException(String message) {
        this(message, List.of());
    }

    /// Creates an exception with the cause that Java saw.
    public LlamaException(String message, Throwable cause) {
        super(message, cause);
        nativeLog = List.of();
    }

    /// Creates an exception with the lines that llama.cpp logged during the failed call.
    public LlamaException(String message, List<String> nativeLog) {
        super(nativeLog.isEmpty() ? message : message + "; llama.cpp says:\n  " + String.join("\n  ", nativeLog));
        this.nativeLog = List.copyOf(nativeLog);
    }

    /// Returns the warnings and errors that llama.cpp logged during the failed call, oldest first.
    public List<String> nativeLog() {
        return nativeLog;
    }
}
