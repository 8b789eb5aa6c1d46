package dev.panallama;

import java.lang.ref.Reference;
import java.util.concurrent.locks.ReentrantLock;

/// The turn to use a session: one thread has it at a time, and no other waits for it.
final class Turn implements AutoCloseable {
    private final Session session;
    private final ReentrantLock lock = new ReentrantLock();

    Turn(Session session) {
        this.session = session;
    }

    /// Takes the turn, until [#close].
    Turn take() {
        if (!lock.tryLock())
            throw new IllegalStateException(
                    "another thread is using this session: one at a time, or a session each");
        return this;
    }

    @Override
    public void close() {
        try {
            lock.unlock();
        } finally {
            Reference.reachabilityFence(session); // one that nobody else knows is not freed in the midst of a call
        }
    }
}
