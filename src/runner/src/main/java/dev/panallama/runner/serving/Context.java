package dev.panallama.runner.serving;

import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Something that computes with a model, opened when it is needed first. Any thread may use it.
///
/// @param <T> what it is
final class Context<T> {
    private final Supplier<T> opener;
    private final Consumer<T> closer;
    private final ReentrantLock opening; // of all contexts of the model
    private volatile @Nullable T open; // who only looks does not wait for what is being opened or closed

    Context(ReentrantLock opening, Supplier<T> opener, Consumer<T> closer) {
        this.opening = opening;
        this.opener = opener;
        this.closer = closer;
    }

    T get() {
        T there = open;
        return there != null ? there : opened();
    }

    private T opened() {
        opening.lock();
        try {
            T there = open;
            if (there != null) return there;
            T made = opener.get();
            open = made;
            return made;
        } finally {
            opening.unlock();
        }
    }

    Optional<T> ifOpen() {
        return Optional.ofNullable(open);
    }

    /// Closes it if it is open.
    void close() {
        ifOpen().ifPresent(closer);
    }
}
