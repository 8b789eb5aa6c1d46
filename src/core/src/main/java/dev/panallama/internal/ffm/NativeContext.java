package dev.panallama.internal.ffm;

import java.util.BitSet;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Owns one `llama_context`, whose sequences are handed out as [NativeSequence]s. It is freed with the last of them.
///
/// Every native call is made by a thread of its own, see [NativeThread]; the sequences take turns.
final class NativeContext {
    private static final long STACK = 8 << 20;

    private final NativeModel model;
    private final Consumer<ContextParameters> settings;
    private final NativeThread thread;
    private final Decoder decoder;
    private final ReentrantLock turn = new ReentrantLock();
    private final BitSet taken = new BitSet(); // sequences in use; in turn
    private boolean released;

    /// Makes a context of `model`, which cannot be closed before it.
    NativeContext(NativeModel model, Consumer<ContextParameters> settings) {
        if (model.isVocabularyOnly())
            throw new IllegalStateException("model %s was loaded for its vocabulary only: load it with weights"
                    .formatted(model.name()));
        this.model = model;
        this.settings = settings;
        model.contextOpened();
        try {
            thread = new NativeThread("session", STACK);
        } catch (Throwable failure) {
            model.contextClosed();
            throw failure;
        }
        try {
            decoder = model.adapterGate().inside(() -> thread.call(() -> new Decoder(model, settings)));
        } catch (Throwable failure) {
            closeThread(() -> {});
            throw failure;
        }
        if (decoder.threads() > 1) thread.mayHaveWorkers();
        OpenHandles.add(this);
    }

    /// Returns another context of the same model and settings.
    NativeContext another() {
        return new NativeContext(model, settings);
    }

    /// Runs `work` on the context's thread when that is free.
    <T extends @Nullable Object> T call(Function<Decoder, T> work) {
        turn.lock();
        try {
            return thread.call(() -> work.apply(decoder));
        } finally {
            if (thread.isDead()) decoder.adapters().leaveGate();
            turn.unlock();
        }
    }

    /// Returns the decoder, for what does not change.
    Decoder decoder() {
        return decoder;
    }

    /// Takes a sequence that is free.
    ///
    /// @return its number, or -1 if all are taken
    int take() {
        turn.lock();
        try {
            int free = taken.nextClearBit(0);
            if (free >= decoder.sequences()) return -1;
            taken.set(free);
            return free;
        } finally {
            turn.unlock();
        }
    }

    /// Gives a sequence back. The last one takes the context along.
    void giveBack(int sequence) {
        turn.lock();
        try {
            if (taken.cardinality() == 1 || thread.isDead()) closeThread(decoder::close);
            else thread.call(run(() -> decoder.release(sequence)));
            taken.clear(sequence);
        } finally {
            turn.unlock();
        }
    }

    /// Throws if the context is closed, lost because C broke off, or calling.
    void checkUsable() {
        thread.checkUsable();
        checkOutside();
    }

    /// Frees the context under its sequences, for the end of the program.
    ///
    /// @throws IllegalStateException if it is busy
    void close() {
        if (!turn.tryLock()) throw new IllegalStateException("the session is busy");
        try {
            closeThread(decoder::close);
        } finally {
            turn.unlock();
        }
    }

    /// Throws on the context's own thread: code of the caller runs there, such as a stage of a sampler, and would wait for
    /// itself.
    void checkOutside() {
        if (thread.isCurrent())
            throw new IllegalStateException(
                    "the session is choosing a token: a stage cannot use it, nor forks that share its KV cache");
    }

    /// A lost context is not freed: C may still be using it.
    private void closeThread(Runnable free) {
        if (thread.isClosed()) return;
        try {
            if (!thread.isDead()) thread.close(run(free));
        } finally {
            if (thread.isClosed() || thread.isDead()) release();
        }
    }

    private static Supplier<@Nullable Void> run(Runnable action) {
        return () -> {
            action.run();
            return null;
        };
    }

    private void release() {
        if (released) return;
        released = true;
        OpenHandles.remove(this);
        if (!thread.isDead()) {
            model.contextClosed();
            return;
        }
        model.contextLost();
        if (decoder != null) decoder.adapters().close(); // not freed any more, as the model is lost
    }
}
