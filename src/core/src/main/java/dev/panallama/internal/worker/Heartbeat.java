package dev.panallama.internal.worker;

import java.io.IOException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/// Looks whether a worker is still there while somebody waits for it. One that is silent is asked for a sign, which the thread
/// that receives its messages gives at once, whatever the others compute; one that gives none for long is given up.
///
/// What counts is how many ticks were slept through, not the clock: for a program that was itself stopped, in a debugger or
/// with the whole machine, that is one at most.
final class Heartbeat {
    /// How many milliseconds a tick takes.
    static final long TICK = 5_000;
    private static final int PATIENCE = 12; // ticks

    private final Calls calls;
    private final LongSupplier tick;
    private final AtomicInteger messages = new AtomicInteger(); // counted by one thread
    private final Semaphore begun = new Semaphore(0);
    private final Semaphore due = new Semaphore(0); // a question
    private volatile boolean resting;

    /// @param tick says how many milliseconds the next tick takes
    Heartbeat(Calls calls, LongSupplier tick) {
        this.calls = calls;
        this.tick = tick;
    }

    void start() {
        Thread.ofPlatform().name("panallama worker watch").daemon().start(this::watch);
        Thread.ofPlatform().name("panallama worker heartbeat").daemon().start(this::ask);
    }

    /// Takes note of a message. Serves one thread.
    void heard() {
        messages.setRelease(messages.getPlain() + 1);
    }

    /// Takes note that somebody waits from now on.
    void begin() {
        if (!resting) return;
        resting = false;
        begun.release();
    }

    /// Ends it: no message will come any more.
    void end() {
        begun.release();
        due.release();
    }

    private void watch() {
        try {
            while (!calls.haveEnded()) {
                if (isSilent()) calls.giveUp(PATIENCE * tick.getAsLong() / 1000);
                resting = true;
                if (calls.areAwaited()) resting = false;
                else begun.acquire();
            }
        } catch (InterruptedException _) { // nobody does that to this thread
        }
    }

    /// Watches as long as somebody waits.
    ///
    /// @return whether nothing was heard for too long
    private boolean isSilent() throws InterruptedException {
        int silence = 0;
        int before = messages.get();
        while (calls.areAwaited()) {
            Thread.sleep(tick.getAsLong());
            int now = messages.get();
            silence = now == before ? silence + 1 : 0;
            before = now;
            if (silence == PATIENCE) return true;
            if (silence > 0 && due.availablePermits() == 0) due.release();
        }
        return false;
    }

    /// Asks, on a thread of its own: a pipe that nobody reads fills up, and who writes to it then waits.
    private void ask() {
        try {
            while (!calls.haveEnded()) {
                due.acquire();
                calls.askForSign();
            }
        } catch (IOException | InterruptedException _) { // the worker is gone
        }
    }
}
