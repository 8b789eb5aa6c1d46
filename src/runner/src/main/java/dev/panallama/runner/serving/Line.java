package dev.panallama.runner.serving;

import dev.panallama.error.EngineBusyException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/// The line of those who compute something else than answers with a model: some at a time, and the others in the order in which
/// they came. Any thread may use it.
final class Line {
    private final Semaphore computing;
    private final Semaphore there; // who computes or waits
    private final int most;

    /// @param slots how many compute at a time
    /// @param most how many may wait before further ones are refused
    Line(int slots, int most) {
        this.most = most;
        computing = new Semaphore(slots, true);
        there = new Semaphore((int) Math.min((long) slots + most, Integer.MAX_VALUE));
    }

    /// Computes something in turn.
    ///
    /// @throws EngineBusyException if too many wait already
    /// @throws CancellationException if this thread is interrupted while it waits, which stays noted
    <T> T compute(Supplier<T> work) {
        if (!there.tryAcquire())
            throw new EngineBusyException(
                    "all %d places to wait are taken: ask again later, or start the server with a larger --max-queue"
                            .formatted(most));
        try {
            return inTurn(work);
        } finally {
            there.release();
        }
    }

    private <T> T inTurn(Supplier<T> work) {
        acquire();
        try {
            return work.get();
        } finally {
            computing.release();
        }
    }

    private void acquire() {
        try {
            computing.acquire();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted while it waited for its turn");
        }
    }
}
