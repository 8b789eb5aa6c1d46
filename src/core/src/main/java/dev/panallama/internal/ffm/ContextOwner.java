package dev.panallama.internal.ffm;

import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Owns what computes with one `llama_context`: makes, uses and frees it on a thread of its own, see [NativeThread], and
/// keeps its model open meanwhile. Any thread may call; calls take turns.
final class ContextOwner<D extends ContextUse> {
    private static final long STACK = 8 << 20;

    private final NativeModel model;
    private final String name;
    private final NativeThread thread;
    private final D use;
    private final ReentrantLock turn = new ReentrantLock();
    private boolean released;

    /// Makes the thread and, on it, what it is for. The model cannot be closed before.
    ///
    /// @param name what users call it, in messages
    ContextOwner(NativeModel model, String name, Supplier<D> maker) {
        if (model.isVocabularyOnly())
            throw new IllegalStateException("model %s was loaded for its vocabulary only: load it with weights"
                    .formatted(model.name()));
        this.model = model;
        this.name = name;
        model.childOpened(name);
        try {
            thread = new NativeThread(name, STACK);
        } catch (Throwable failure) {
            model.childClosed(name);
            throw failure;
        }
        try {
            use = model.adapterGate().inside(() -> thread.call(maker));
        } catch (Throwable failure) {
            closeThread(() -> null);
            throw failure;
        }
        if (use.threads() > 1) thread.mayHaveWorkers();
        OpenHandles.add(this);
    }

    /// Notes that the context may compute with more than one thread from now on.
    void mayHaveWorkers() {
        thread.mayHaveWorkers();
    }

    /// Runs `work` on the context's thread when that is free.
    <T extends @Nullable Object> T call(Function<D, T> work) {
        return call(work, () -> {});
    }

    /// Makes work ready that is done for each token: the calls then allocate next to nothing.
    Step step(Consumer<D> work, Consumer<D> aftermath) {
        return new Step(() -> {
            work.accept(use);
            return null;
        }, () -> aftermath.accept(use));
    }

    /// Work that is done again and again.
    ///
    /// @param aftermath follows after the caller has gone on
    record Step(Supplier<@Nullable Void> work, Runnable aftermath) {}

    /// Runs a step as [#call(Function)] runs work. The next call waits for its aftermath.
    void call(Step step) {
        turn.lock();
        try {
            thread.callAndGoOn(step.work, step.aftermath);
        } finally {
            if (thread.isDead()) use.adapters().leaveGate();
            turn.unlock();
        }
    }

    /// Runs `work` as [#call(Function)] does; `onInterrupt` runs in the waiting thread when that is interrupted.
    <T extends @Nullable Object> T call(Function<D, T> work, Runnable onInterrupt) {
        return inTurn(() -> callNow(() -> thread.call(() -> work.apply(use), onInterrupt)));
    }

    private <T extends @Nullable Object> T callNow(Supplier<T> call) {
        try {
            return call.get();
        } finally {
            if (thread.isDead()) use.adapters().leaveGate();
        }
    }

    /// Runs `work` on this thread when no other is in a call.
    <T extends @Nullable Object> T inTurn(Supplier<T> work) {
        turn.lock();
        try {
            return work.get();
        } finally {
            turn.unlock();
        }
    }

    /// Returns what it owns, for what does not change.
    D use() {
        return use;
    }

    /// Returns whether C broke off in it.
    boolean isLost() {
        return thread.isDead();
    }

    /// Throws if the context is closed, lost because C broke off, or calling.
    void checkUsable() {
        thread.checkUsable();
        checkOutside();
    }

    /// Throws on the context's own thread: code of the caller runs there, such as a stage of a sampler, and would wait for
    /// itself.
    void checkOutside() {
        if (thread.isCurrent())
            throw new IllegalStateException(
                    "the %s is choosing a token: a stage cannot use it, nor forks that share its KV cache"
                            .formatted(name));
    }

    /// Frees the context, in turn. Closing twice does nothing.
    void close() {
        inTurn(() -> {
            closeThread(this::free);
            return null;
        });
    }

    /// Frees the context for the end of the program.
    ///
    /// @throws IllegalStateException if it is busy
    void closeUnlessBusy() {
        if (!turn.tryLock()) throw new IllegalStateException("the %s is busy".formatted(name));
        try {
            closeThread(this::free);
        } finally {
            turn.unlock();
        }
    }

    /// A lost context is not freed: C may still be using it.
    private void closeThread(Supplier<@Nullable Void> last) {
        if (thread.isClosed()) return;
        try {
            if (!thread.isDead()) thread.close(last);
        } finally {
            if (thread.isClosed() || thread.isDead()) release();
        }
    }

    private @Nullable Void free() {
        use.close();
        return null;
    }

    private void release() {
        if (released) return;
        released = true;
        OpenHandles.remove(this);
        if (thread.isDead()) giveUp();
        else model.childClosed(name);
    }

    /// The adapters can be closed from now on; like the model, they are not freed any more.
    private void giveUp() {
        model.childLost(name);
        if (use == null) return;
        use.adapters().leaveGate();
        use.adapters().close();
    }
}
