package dev.panallama.runner.store;

import java.io.FileNotFoundException;

/// Thrown when there is no such model.
public final class ModelNotFoundException extends FileNotFoundException {
    private static final long serialVersionUID = 1L;

    /// Creates the exception with what was looked for and what to do.
    public ModelNotFoundException(String message) {
        super(message);
    }
}
