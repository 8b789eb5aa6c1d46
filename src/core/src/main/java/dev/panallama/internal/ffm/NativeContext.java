package dev.panallama.internal.ffm;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Owns one `llama_context`, which holds one sequence of tokens. One thread at a time may use it: a call
/// while another is under way throws `IllegalStateException`, and so does any call after [#close].
///
/// Every native call is made by a thread of its own, see [NativeThread].
public final class NativeContext {
    private static final long STACK = 8 << 20;

    private final NativeModel model;
    private final NativeThread thread;
    private final Decoder decoder;
    private final AtomicBoolean released = new AtomicBoolean();

    /// Makes a context of `model`, which cannot be closed before it.
    public NativeContext(NativeModel model, Consumer<ContextParameters> settings) {
        if (model.isVocabularyOnly())
            throw new IllegalStateException("model %s was loaded for its vocabulary only: load it with weights"
                    .formatted(model.name()));
        this.model = model;
        model.contextOpened();
        try {
            thread = new NativeThread("session", STACK);
        } catch (Throwable failure) {
            model.contextClosed();
            throw failure;
        }
        try {
            decoder = thread.call(() -> new Decoder(model, settings));
        } catch (Throwable failure) {
            closeThread(() -> {});
            throw failure;
        }
        if (decoder.threads() > 1) thread.mayHaveWorkers();
        OpenHandles.add(this);
    }

    /// Returns how many tokens the sequence may have: what was granted, rounded up by llama.cpp.
    public int contextLength() {
        return decoder.contextLength();
    }

    /// Returns how many tokens one [#decode] may have.
    public int batchSize() {
        return decoder.batchSize();
    }

    /// Computes `ids[from..to)`, at most [#batchSize] tokens, at the positions of the same numbers.
    ///
    /// @param logits whether the last token's logits are wanted
    public void decode(int[] ids, int from, int to, boolean logits) {
        thread.call(run(() -> decoder.decode(ids, from, to, logits)));
    }

    /// Sets how tokens are chosen from now on.
    ///
    /// @param stages fills the chain; its last call must be one that chooses
    /// @param history tokens that penalties count as generated already
    public void sampler(Consumer<SamplerChain> stages, int[] history) {
        thread.call(run(() -> decoder.sampler(stages, history)));
    }

    /// Computes `ids[from..to)` if that is not empty, then chooses the next token.
    public int next(int[] ids, int from, int to) {
        return thread.call(() -> {
            if (from < to) decoder.decode(ids, from, to, true);
            return decoder.sample();
        });
    }

    /// Forgets all tokens from `position` on. Where the model's memory cannot forget a part, it forgets all.
    ///
    /// @return how many tokens are still held
    public int truncate(int position) {
        return thread.call(() -> {
            if (decoder.length() > position && !decoder.truncate(position)) decoder.truncate(0);
            return decoder.length();
        });
    }

    /// Throws if the context is closed, or lost because C broke off.
    public void checkUsable() {
        thread.checkUsable();
    }

    /// Frees the context. Closing twice does nothing; a second thread that closes, as at exit, waits for the first.
    ///
    /// @throws IllegalStateException while another thread is in a call; nothing is freed then
    public synchronized void close() {
        closeThread(decoder::close);
    }

    /// Returns the action that frees a context whose owner was garbage collected.
    public Runnable cleanUp() {
        return this::close;
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
        if (!released.compareAndSet(false, true)) return;
        OpenHandles.remove(this);
        if (thread.isDead()) model.contextLost();
        else model.contextClosed();
    }
}
