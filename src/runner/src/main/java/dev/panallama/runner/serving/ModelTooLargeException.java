package dev.panallama.runner.serving;

/// Thrown when a model needs more memory than all models may have together.
public final class ModelTooLargeException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private static final double GIB = 1 << 30;

    ModelTooLargeException(String name, long needed, long most) {
        super(("model %s needs about %.2f GiB, and models may have %.2f GiB here: ask for a smaller one, or start the server with"
                + " more --memory or less --ctx").formatted(name, needed / GIB, most / GIB));
    }
}
