package dev.panallama.runner.serving;

import java.time.Duration;

/// Thrown when the process of a model has died so often that it is not started again for some time.
public final class ModelUnstableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Duration pause;

    ModelUnstableException(String name, Duration pause) {
        super("the process of model %s has died %d times within %d minutes: it is started again in %d s at the earliest"
                .formatted(name, Deaths.MOST, Deaths.PERIOD.toMinutes(), pause.toSeconds() + 1));
        this.pause = pause;
    }

    /// Returns how long it is not started.
    public Duration pause() {
        return pause;
    }
}
