package dev.panallama.runner.http;

import java.util.concurrent.atomic.AtomicLong;

/// The memory for what clients send, of which all requests together have so much. An eighth more is for small ones alone, so that some large
/// ones do not keep them out. Any thread may use it.
final class BodyRoom {
    private static final int SMALL = 64 << 10; // bytes

    private final long size;
    private final AtomicLong taken = new AtomicLong();

    /// @param size in bytes
    BodyRoom(long size) {
        this.size = size;
    }

    /// Takes some bytes for a request that has some already.
    ///
    /// @throws RequestException if there is no room for them now
    void take(long bytes, long before) {
        long most = before + bytes <= SMALL ? size + size / 8 : size;
        if (taken.addAndGet(bytes) <= most) return;
        give(bytes);
        throw new Problem(Problem.Kind.BUSY,
                "requests have %,d bytes of memory here, and others fill them: ask again later".formatted(size))
                .asException();
    }

    /// Gives back what was taken.
    void give(long bytes) {
        taken.addAndGet(-bytes);
    }
}
