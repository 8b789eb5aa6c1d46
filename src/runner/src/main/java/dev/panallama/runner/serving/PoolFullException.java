package dev.panallama.runner.serving;

/// Thrown when a model cannot be loaded because others are in use.
public final class PoolFullException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    PoolFullException(String message) {
        super(message);
    }
}
