package dev.panallama.internal.engine;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Something that a thread has asked of the engine and waits for. May be asked again when it is done.
abstract sealed class Ask permits Request, Task {
    private volatile @Nullable Thread asker;
    private volatile boolean done;
    private @Nullable Throwable failure;

    /// To be called before it is handed over.
    void begin() {
        failure = null;
        done = false;
        asker = Thread.currentThread();
    }

    /// Waits until it is done, also when interrupted, and throws what it failed with.
    void await() {
        boolean interrupted = false;
        while (!done) {
            LockSupport.park(this);
            interrupted |= Thread.interrupted();
        }
        asker = null;
        if (interrupted) Thread.currentThread().interrupt();
        Throwable thrown = failure;
        failure = null;
        if (thrown instanceof Error error) throw error;
        if (thrown instanceof RuntimeException exception) throw exception;
        if (thrown != null) throw new IllegalStateException(thrown);
    }

    /// Lets the asker go on. Called once each time.
    void finish() {
        Thread waiting = asker;
        done = true;
        LockSupport.unpark(waiting);
    }

    void fail(Throwable reason) {
        failure = reason;
        finish();
    }
}
