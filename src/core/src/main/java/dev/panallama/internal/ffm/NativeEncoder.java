package dev.panallama.internal.ffm;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/// A context that turns whole texts into vectors, scores or logits. Any thread may use it: each batch is a turn, and
/// interrupting the caller breaks its batch off. After [#close] every call throws `IllegalStateException`.
public final class NativeEncoder {
    private final ContextOwner<Encoder> owner;

    private NativeEncoder(ContextOwner<Encoder> owner) {
        this.owner = owner;
    }

    /// Makes a context of `model`, which cannot be closed before it.
    ///
    /// @param name what users call it, in messages
    public static NativeEncoder open(NativeModel model, String name, Consumer<ContextParameters> settings) {
        return new NativeEncoder(new ContextOwner<>(model, name, () -> create(model, settings)));
    }

    private static Encoder create(NativeModel model, Consumer<ContextParameters> settings) {
        var context = new ContextHandle(model, settings);
        try {
            return new Encoder(context, model);
        } catch (Throwable failure) {
            context.close();
            throw failure;
        }
    }

    /// Returns how many tokens the texts of a batch may have together.
    public int batchSize() {
        return owner.use().batchSize();
    }

    /// Returns how many tokens a text may have.
    public int longestText() {
        return owner.use().longestText();
    }

    /// Computes one vector of so many numbers for each text.
    ///
    /// @throws java.util.concurrent.CancellationException if the caller was interrupted
    public float[][] pooled(List<int[]> texts, int length) {
        return compute((encoder, stop) -> encoder.pooled(texts, length, stop));
    }

    /// Computes one vector for each token of a text.
    ///
    /// @throws java.util.concurrent.CancellationException if the caller was interrupted
    public float[][] ofTokens(int[] text) {
        return compute((encoder, stop) -> encoder.ofTokens(text, stop));
    }

    /// Computes for each text the logits of some tokens as the next.
    ///
    /// @throws java.util.concurrent.CancellationException if the caller was interrupted
    public float[][] logits(List<int[]> texts, int[] ids) {
        return compute((encoder, stop) -> encoder.logits(texts, ids, stop));
    }

    private float[][] compute(BiFunction<Encoder, BooleanSupplier, float[][]> work) {
        owner.checkUsable();
        var interrupted = new AtomicBoolean();
        return owner.call(it -> work.apply(it, interrupted::get), () -> interrupted.set(true));
    }

    /// Throws if it is closed, or lost because C broke off.
    public void checkUsable() {
        owner.checkUsable();
    }

    /// Frees the context, after the batch that is being computed. Closing twice does nothing.
    public void close() {
        owner.close();
    }

    /// Returns the action that frees a context whose owner was garbage collected.
    public Runnable cleanUp() {
        return owner::close;
    }
}
