package dev.panallama.runner.console;

import java.io.IOException;

/// Thrown when an answer cannot be written.
public final class ClosedOutputException extends IOException {
    private static final long serialVersionUID = 1L;

    /// Says so.
    public ClosedOutputException() {
        super("cannot write the answer: standard output is closed or full");
    }
}
