package dev.panallama.runner.serving;

import java.time.Duration;

/// Thrown when a model that was being loaded came no further.
public final class ModelStalledException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ModelStalledException(String name, Duration time, Throwable cause) {
        super("loading model %s came no further for %d s and was given up: look at its disk, or have serve wait longer by --load-timeout"
                .formatted(name, time.toSeconds()), cause);
    }
}
