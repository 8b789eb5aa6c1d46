package dev.panallama.internal.ffm;

import dev.panallama.internal.host.ContextParameters;
import java.util.BitSet;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A context for sessions, whose sequences are handed out as [NativeSequence]s, which take turns. It is freed with the
/// last of them.
final class NativeContext {
    private final NativeModel model;
    private final Consumer<ContextParameters> settings;
    private final ContextOwner<Decoder> owner;
    private final BitSet taken = new BitSet(); // sequences in use; in turn

    /// Makes a context of `model`, which cannot be closed before it.
    NativeContext(NativeModel model, Consumer<ContextParameters> settings) {
        this.model = model;
        this.settings = settings;
        owner = new ContextOwner<>(model, "session", () -> new Decoder(model, settings));
    }

    /// Returns another context of the same model and settings.
    NativeContext another() {
        return new NativeContext(model, settings);
    }

    /// Runs `work` on the context's thread when that is free.
    <T extends @Nullable Object> T call(Function<Decoder, T> work) {
        return owner.call(work);
    }

    /// Makes work ready that is done for each token.
    ///
    /// @param aftermath follows after the caller has gone on
    ContextOwner.Step step(Consumer<Decoder> work, Consumer<Decoder> aftermath) {
        return owner.step(work, aftermath);
    }

    /// Runs a step on the context's thread when that is free.
    void call(ContextOwner.Step step) {
        owner.call(step);
    }

    /// Sets the number of compute threads for single tokens and for prompts.
    void threads(int generation, int prompt) {
        if (Math.max(generation, prompt) > 1) owner.mayHaveWorkers();
        owner.call(it -> {
            it.threads(generation, prompt);
            return null;
        });
    }

    /// Returns the decoder, for what does not change.
    Decoder decoder() {
        return owner.use();
    }

    /// Takes a sequence that is free.
    ///
    /// @return its number, or -1 if all are taken
    int take() {
        return owner.inTurn(() -> {
            int free = taken.nextClearBit(0);
            if (free >= decoder().sequences()) return -1;
            taken.set(free);
            return free;
        });
    }

    /// Gives a sequence back. The last one takes the context along.
    void giveBack(int sequence) {
        owner.inTurn(() -> {
            try {
                if (taken.cardinality() == 1 || owner.isLost()) owner.close();
                else release(sequence);
            } finally {
                taken.clear(sequence);
            }
            return null;
        });
    }

    private void release(int sequence) {
        owner.call(it -> {
            it.release(sequence);
            return null;
        });
    }

    /// Throws if the context is closed, lost because C broke off, or calling.
    void checkUsable() {
        owner.checkUsable();
    }

    /// Throws on the context's own thread.
    void checkOutside() {
        owner.checkOutside();
    }
}
