package dev.panallama.runner.download;

import java.io.IOException;

/// Thrown when trying again cannot help.
public final class RefusedException extends IOException {
    private static final long serialVersionUID = 1L;

    private final int status;

    RefusedException(String message) {
        this(message, 0);
    }

    RefusedException(String message, int status) {
        super(message);
        this.status = status;
    }

    /// Returns the HTTP status of the server's answer, 0 if that is not the reason.
    public int status() {
        return status;
    }
}
