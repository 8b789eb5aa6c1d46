package dev.panallama.runner.serving;

import java.util.concurrent.atomic.AtomicBoolean;

/// A model in memory that is not freed before this is closed. Any thread may use it.
public final class Lease implements AutoCloseable {
    private final LoadedModel model;
    private final Runnable end;
    private final AtomicBoolean ended = new AtomicBoolean();

    Lease(LoadedModel model, Runnable end) {
        this.model = model;
        this.end = end;
    }

    /// Returns the model.
    public LoadedModel model() {
        return model;
    }

    /// Whether the model can be used: the process that it runs in lives.
    public boolean isUsable() {
        return model.isUsable();
    }

    /// Gives the model back. Closing twice does nothing.
    @Override
    public void close() {
        if (ended.compareAndSet(false, true)) end.run();
    }
}
