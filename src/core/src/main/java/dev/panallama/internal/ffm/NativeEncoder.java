package dev.panallama.internal.ffm;

import dev.panallama.internal.host.ContextParameters;
import dev.panallama.internal.host.HostedEncoder;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/// A context that turns whole texts into vectors, scores or logits. Any thread may use it: each batch is a turn, and
/// interrupting the caller breaks its batch off. After [#close] every call throws `IllegalStateException`.
final class NativeEncoder implements HostedEncoder {
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

    @Override
    public int batchSize() {
        return owner.use().batchSize();
    }

    @Override
    public int longestText() {
        return owner.use().longestText();
    }

    @Override
    public float[][] pooled(List<int[]> texts, int length) {
        return compute((encoder, stop) -> encoder.pooled(texts, length, stop));
    }

    @Override
    public float[][] ofTokens(int[] text) {
        return compute((encoder, stop) -> encoder.ofTokens(text, stop));
    }

    @Override
    public float[][] logits(List<int[]> texts, int[] ids) {
        return compute((encoder, stop) -> encoder.logits(texts, ids, stop));
    }

    private float[][] compute(BiFunction<Encoder, BooleanSupplier, float[][]> work) {
        owner.checkUsable();
        var interrupted = new AtomicBoolean();
        return owner.call(it -> work.apply(it, interrupted::get), () -> interrupted.set(true));
    }

    @Override
    public void checkUsable() {
        owner.checkUsable();
    }

    @Override
    public void close() {
        owner.close();
    }

    @Override
    public Runnable cleanUp() {
        return owner::close;
    }
}
