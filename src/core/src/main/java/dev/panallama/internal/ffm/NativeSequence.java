package dev.panallama.internal.ffm;

import dev.panallama.internal.host.AdapterSet;
import dev.panallama.internal.host.ContextParameters;
import dev.panallama.internal.host.HostedSequence;
import dev.panallama.internal.host.LogProbabilities;
import dev.panallama.internal.host.NativeBuffer;
import dev.panallama.internal.host.SamplerSettings;
import dev.panallama.internal.host.SequenceState;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// One sequence of tokens in a context, which it may share with others. One thread at a time may use a sequence, and
/// those of one context take turns. After [#close] every call throws `IllegalStateException`.
final class NativeSequence implements HostedSequence {
    private final NativeContext context;
    private final int number;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final BooleanSupplier stop = this::isCancelled;
    private final ContextOwner.Step choosing;
    private final ContextOwner.Step choosingAndGoingOn;
    private int[] ids = {}; // those that are computed
    private int from;
    private int to;
    private int chosen; // after them
    private volatile boolean cancelled;
    private AdapterSet adapters = AdapterSet.NONE;

    private NativeSequence(NativeContext context, int number) {
        this.context = context;
        this.number = number;
        choosing = context.step(this::choose, _ -> {});
        choosingAndGoingOn = context.step(this::choose, this::goAhead);
    }

    /// Opens the first sequence of a new context of `model`, which cannot be closed before it.
    public static NativeSequence open(NativeModel model, Consumer<ContextParameters> settings) {
        return firstOf(new NativeContext(model, settings));
    }

    private static NativeSequence firstOf(NativeContext context) {
        return new NativeSequence(context, context.take());
    }

    @Override
    public NativeSequence fork() {
        checkUsable();
        int free = context.take();
        if (free < 0) return copyInto(firstOf(context.another()));
        var fork = new NativeSequence(context, free);
        return fork.orClose(() -> {
            call(it -> it.copy(number, free));
            fork.adapters(adapters);
        });
    }

    private NativeSequence copyInto(NativeSequence other) {
        return other.orClose(() -> {
            if (!context.decoder().adaptsThreads()) other.threads(generationThreads(), promptThreads());
            float[] row = read(it -> it.hasLogits(number)) ? logits() : null;
            try (SequenceState state = state()) {
                if (!other.restore(state, length()))
                    throw new IllegalStateException("a state does not suit its own settings");
            }
            if (row != null) other.restoreLogits(row);
            other.adapters(adapters);
        });
    }

    private NativeSequence orClose(Runnable preparation) {
        try {
            preparation.run();
            return this;
        } catch (Throwable failure) {
            close();
            throw failure;
        }
    }

    @Override
    public List<NativeBuffer> buffers() {
        return context.decoder().buffers();
    }

    @Override
    public int contextLength() {
        return context.decoder().contextLength();
    }

    @Override
    public int batchSize() {
        return context.decoder().batchSize();
    }

    @Override
    public int stride() {
        return context.decoder().stride();
    }

    @Override
    public int microBatchSize() {
        return context.decoder().microBatchSize();
    }

    @Override
    public boolean canShift() {
        return context.decoder().memory().canShift();
    }

    @Override
    public boolean canTakeBack() {
        return context.decoder().memory().canTakeBack();
    }

    @Override
    public int decode(int[] ids, int from, int to, boolean logits) {
        call(it -> it.decode(number, ids, from, to, logits, stop));
        return 0;
    }

    @Override
    public void adapters(AdapterSet next) {
        if (!next.equals(adapters)) call(it -> it.adapters().want(number, next));
        adapters = next;
    }

    @Override
    public void sampler(SamplerSettings settings) {
        call(it -> it.sampler(number, settings));
    }

    @Override
    public int next(int[] ids, int from, int to, boolean ahead) {
        checkUsable();
        this.ids = ids;
        this.from = from;
        this.to = to;
        context.call(ahead ? choosingAndGoingOn : choosing);
        return chosen;
    }

    private void choose(Decoder decoder) {
        chosen = decoder.next(number, ids, from, to, stop);
    }

    private void goAhead(Decoder decoder) {
        if (!cancelled) decoder.goAhead(number);
    }

    @Override
    public int next(int[] ids, int from, int to, int guessed, int[] chosen) {
        return read(it -> it.next(number, ids, from, to, guessed, chosen, stop));
    }

    @Override
    public LogProbabilities logProbabilities() {
        checkUsable();
        return context.call(it -> it.logProbabilities(number));
    }

    @Override
    public int truncate(int position) {
        return read(it -> {
            it.memory().truncate(number, position);
            return it.memory().length(number);
        });
    }

    private int length() {
        return read(it -> it.memory().length(number));
    }

    @Override
    public void shift(int position, int count) {
        call(it -> it.memory().shift(number, position, count));
    }

    @Override
    public boolean isShifted() {
        return read(it -> it.memory().isShifted());
    }

    @Override
    public float[] logits() {
        var row = new float[logitCount()];
        logits(row);
        return row;
    }

    @Override
    public void logits(float[] target) {
        call(it -> it.logits(number, target));
    }

    /// Returns how many logits a token has.
    public int logitCount() {
        return context.decoder().logitCount();
    }

    @Override
    public void decode(int[] ids, int position, float[] hidden, int width) {
        call(it -> it.decode(number, ids, position, hidden, width));
    }

    @Override
    public void threads(int generation, int prompt) {
        checkUsable();
        context.threads(generation, prompt);
    }

    @Override
    public int generationThreads() {
        return context.decoder().generationThreads();
    }

    @Override
    public int promptThreads() {
        return context.decoder().promptThreads();
    }

    @Override
    public void restoreLogits(float[] row) {
        call(it -> it.restoreLogits(number, row));
    }

    @Override
    public SequenceState state() {
        return read(it -> it.memory().state(number));
    }

    @Override
    public SequenceState readState(InputStream in, long size) throws IOException {
        return NativeState.read(in, size);
    }

    @Override
    public boolean restore(SequenceState state, int[] ids, int count) {
        return restore(state, count);
    }

    @Override
    public void rest() {} // it keeps its place all the time

    private boolean restore(SequenceState state, int tokens) {
        return read(it -> it.restore(number, (NativeState) state, tokens));
    }

    @Override
    public void cancel() {
        cancelled = true;
    }

    @Override
    public void resume() {
        cancelled = false;
    }

    @Override
    public boolean isCancelled() {
        return cancelled;
    }

    @Override
    public void checkUsable() {
        if (closed.get()) throw new IllegalStateException("the session is closed");
        context.checkUsable();
    }

    @Override
    public void close() {
        context.checkOutside();
        if (closed.compareAndSet(false, true)) context.giveBack(number);
    }

    @Override
    public Runnable cleanUp() {
        return this::close;
    }

    private void call(Consumer<Decoder> work) {
        read(it -> {
            work.accept(it);
            return null;
        });
    }

    private <T extends @Nullable Object> T read(Function<Decoder, T> work) {
        checkUsable();
        return context.call(it -> {
            it.settle(number);
            return work.apply(it);
        });
    }
}
