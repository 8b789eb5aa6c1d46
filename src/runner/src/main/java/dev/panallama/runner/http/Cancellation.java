package dev.panallama.runner.http;

import io.vertx.core.Vertx;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/// What is done when nobody waits for an answer any more. Any thread may use it.
final class Cancellation {
    private static final long AGAIN = 10; // milliseconds

    private final Vertx vertx;
    private final Set<Runnable> actions = new HashSet<>();
    private @Nullable Watch initial; // until there is another one
    private boolean cancelled;
    private boolean ended;

    Cancellation(Vertx vertx) {
        this.vertx = vertx;
    }

    /// Returns what ends the work for a client that has gone.
    static CancellationException gone() {
        return new CancellationException("the client has gone");
    }

    /// Does something when it comes to that, and again every few milliseconds until the watch is closed: it may have come too
    /// early, when there was nothing to stop yet. On another thread.
    synchronized Watch on(Runnable action) {
        if (initial != null) initial.close();
        initial = null;
        if (!ended) actions.add(action);
        if (cancelled && !ended) repeat(action);
        return () -> {
            synchronized (this) {
                actions.remove(action);
            }
        };
    }

    /// Interrupts this thread when it comes to that, until something else is done then.
    synchronized void interruptAtFirst() {
        initial = interrupting();
    }

    /// Interrupts this thread when it comes to that, until the watch is closed.
    Watch interrupting() {
        Thread thread = Thread.currentThread();
        Watch watch = on(thread::interrupt);
        return () -> {
            watch.close();
            if (!Thread.currentThread().equals(thread)) return;
            boolean _ = Thread.interrupted();
        };
    }

    synchronized void cancel() {
        cancelled = true;
        actions.forEach(this::repeat);
    }

    /// Nothing is to be cancelled any more.
    synchronized void end() {
        ended = true;
        actions.clear();
    }

    private void repeat(Runnable action) {
        Thread.startVirtualThread(action); // it may have to write to a process that is busy
        vertx.setPeriodic(AGAIN, timer -> {
            if (isWatching(action)) Thread.startVirtualThread(action);
            else vertx.cancelTimer(timer);
        });
    }

    private synchronized boolean isWatching(Runnable action) {
        return actions.contains(action);
    }
}
