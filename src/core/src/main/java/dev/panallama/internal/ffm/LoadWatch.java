package dev.panallama.internal.ffm;

import java.nio.file.Path;
import java.util.concurrent.CancellationException;
import java.util.function.DoublePredicate;
import org.jspecify.annotations.Nullable;

/// Follows one load: passes progress on, stops the load when asked, and carries out of the upcall
/// what the listener threw there.
final class LoadWatch {
    private final Path file;
    private final DoublePredicate listener;
    private volatile boolean cancelled;
    private double reached;
    private @Nullable Throwable thrown;

    LoadWatch(Path file, DoublePredicate listener) {
        this.file = file;
        this.listener = listener;
    }

    /// May be called from any thread.
    void cancel() {
        cancelled = true;
    }

    /// Called by llama.cpp on the loading thread; false stops the load.
    boolean goesOn(float fraction) {
        reached = fraction;
        try {
            if (!cancelled && !listener.test(fraction)) cancelled = true;
        } catch (Throwable failure) { // nothing may leave an upcall
            thrown = failure;
        }
        return !cancelled && thrown == null;
    }

    /// Throws what ended the load, if it was not llama.cpp.
    void rethrow() {
        if (thrown instanceof RuntimeException failure) throw failure;
        if (thrown instanceof Error failure) throw failure;
        if (thrown != null) throw new IllegalStateException("the progress listener failed", thrown);
        if (cancelled)
            throw new CancellationException("loading %s was cancelled at %.0f %%".formatted(file, reached * 100));
    }
}
