package dev.panallama.internal.ffm;

import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Keeps the list of a model's adapters still while a context looks through it, which llama.cpp does without a lock whenever
/// it plans the memory for computing. A thread may pass in the name of one that C will never return to.
final class AdapterGate {
    private static final int EVERYBODY = Integer.MAX_VALUE;

    private final Semaphore places = new Semaphore(EVERYBODY, true);

    /// Waits until nobody changes the list, which stays as it is until [#leave].
    void enter() {
        places.acquireUninterruptibly();
    }

    void leave() {
        places.release();
    }

    /// Looks through the list while nobody changes it.
    <T extends @Nullable Object> T inside(Supplier<T> look) {
        enter();
        try {
            return look.get();
        } finally {
            leave();
        }
    }

    /// Changes the list if nobody is looking through it.
    ///
    /// @return whether it did
    boolean aloneUnlessBusy(Runnable change) {
        if (!places.tryAcquire(EVERYBODY)) return false;
        try {
            change.run();
            return true;
        } finally {
            places.release(EVERYBODY);
        }
    }

    /// Changes the list while nobody looks through it.
    <T extends @Nullable Object> T alone(Supplier<T> change) {
        places.acquireUninterruptibly(EVERYBODY);
        try {
            return change.get();
        } finally {
            places.release(EVERYBODY);
        }
    }
}
