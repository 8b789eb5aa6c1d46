package dev.panallama.runner.cli.command;

import org.jspecify.annotations.Nullable;

/// Thrown when the command line makes no sense.
public final class UsageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /// @param message what is wrong, and what to do
    public UsageException(@Nullable String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
