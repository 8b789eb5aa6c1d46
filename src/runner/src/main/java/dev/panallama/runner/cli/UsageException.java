package dev.panallama.runner.cli;

import org.jspecify.annotations.Nullable;

/// Thrown when the command line makes no sense.
final class UsageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UsageException(@Nullable String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
