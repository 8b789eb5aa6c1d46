package dev.panallama.internal.ffm;

import java.nio.file.Path;
import java.util.concurrent.CancellationException;
import java.util.function.DoublePredicate;

/// Follows one load: passes progress on, stops the load when asked, and carries out of the upcall
/// what the listener threw there.
final class LoadWatch {
    private final Path file;
    private final DoublePredicate listener;
    private volatile boolean cancelled;
    private double reached;
    private final Parked parked = new Parked();

    LoadWatch(Path file, DoublePredicate listener) {
        this.file = file;
        this.listener = listener;
    }

    /// May be called from any thread.
    void cancel() {
        cancelled = true;
    }

    /// Called by llama.cpp on the loading thread; false stops the load.
    boolean goesOn(double fraction) {
        reached = fraction;
        if (!cancelled && !listener.test(fraction)) cancelled = true;
        return !cancelled;
    }

    /// Returns where waits what the listener throws.
    Parked parked() {
        return parked;
    }

    /// Throws what ended the load, if it was not llama.cpp.
    void rethrow() {
        parked.rethrow();
        if (cancelled)
            throw new CancellationException("loading %s was cancelled at %.0f %%".formatted(file, reached * 100));
    }
}
