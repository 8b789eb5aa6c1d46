package dev.panallama.internal.ffm;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// One sequence of tokens in a context, which it may share with others. One thread at a time may use a sequence, and
/// those of one context take turns. After [#close] every call throws `IllegalStateException`.
public final class NativeSequence {
    private final NativeContext context;
    private final int number;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final BooleanSupplier stop = this::isCancelled;
    private volatile boolean cancelled;
    private NativeAdapters adapters = NativeAdapters.NONE;

    private NativeSequence(NativeContext context, int number) {
        this.context = context;
        this.number = number;
    }

    /// Opens the first sequence of a new context of `model`, which cannot be closed before it.
    public static NativeSequence open(NativeModel model, Consumer<ContextParameters> settings) {
        return firstOf(new NativeContext(model, settings));
    }

    private static NativeSequence firstOf(NativeContext context) {
        return new NativeSequence(context, context.take());
    }

    /// Opens a sequence that is like this one: in this context if that has one free, else in a context of its own.
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
            other.threads(generationThreads(), promptThreads());
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

    /// Returns the buffers that making the context has allocated.
    public List<NativeBuffer> buffers() {
        return context.decoder().buffers();
    }

    /// Returns how many tokens the sequence may have: what was granted, rounded up by llama.cpp.
    public int contextLength() {
        return context.decoder().contextLength();
    }

    /// Returns how many tokens one [#decode] may have.
    public int batchSize() {
        return context.decoder().batchSize();
    }

    /// Returns how many tokens one [#decode] should have, so that [#cancel] takes effect within a micro-batch.
    public int stride() {
        return context.decoder().stride();
    }

    /// Returns how many tokens llama.cpp computes together.
    public int microBatchSize() {
        return context.decoder().microBatchSize();
    }

    /// Returns whether [#shift] works for this model and these settings.
    public boolean canShift() {
        return context.decoder().memory().canShift();
    }

    /// Computes `ids[from..to)`, at most [#batchSize] tokens, at the positions of the same numbers.
    ///
    /// @param logits whether the last token's logits are wanted
    /// @throws java.util.concurrent.CancellationException if it was [cancelled][#cancel]
    public void decode(int[] ids, int from, int to, boolean logits) {
        call(it -> it.decode(number, ids, from, to, logits, stop));
    }

    /// Sets what is computed from now on with. The adapters are not freed until the sequence gets others.
    public void adapters(NativeAdapters next) {
        if (!next.equals(adapters)) call(it -> it.adapters().want(number, next));
        adapters = next;
    }

    /// Sets how tokens are chosen from now on.
    public void sampler(SamplerSettings settings) {
        call(it -> it.sampler(number, settings));
    }

    /// Computes `ids[from..to)` if that is not empty, then chooses the next token.
    public int next(int[] ids, int from, int to) {
        return read(it -> {
            if (from < to) it.decode(number, ids, from, to, true, stop);
            return it.sample(number);
        });
    }

    /// Returns the log-probabilities of the last choice, if they were asked for; the same object every time.
    public LogProbabilities logProbabilities() {
        return read(it -> it.logProbabilities(number));
    }

    /// Forgets all tokens from `position` on. Where the model's memory cannot forget a part, it forgets all.
    ///
    /// @return how many tokens are still held
    public int truncate(int position) {
        return read(it -> {
            it.memory().truncate(number, position);
            return it.memory().length(number);
        });
    }

    private int length() {
        return read(it -> it.memory().length(number));
    }

    /// Forgets `count` tokens from `position` on; those behind them move up.
    public void shift(int position, int count) {
        call(it -> it.memory().shift(number, position, count));
    }

    /// Returns whether a [#shift] waits for the next decode, before which there is no [#state].
    public boolean isShifted() {
        return read(it -> it.memory().isShifted());
    }

    /// Returns a copy of the logits of the last token, which was computed with them.
    public float[] logits() {
        var row = new float[logitCount()];
        logits(row);
        return row;
    }

    /// Copies the logits of the last token, which was computed with them, to the beginning of an array.
    public void logits(float[] target) {
        call(it -> it.logits(number, target));
    }

    /// Returns how many logits a token has.
    public int logitCount() {
        return context.decoder().logitCount();
    }

    /// Computes `ids[position]` at that position with logits, and copies its hidden state of `width` numbers to the beginning
    /// of an array.
    public void decode(int[] ids, int position, float[] hidden, int width) {
        call(it -> it.decode(number, ids, position, hidden, width));
    }

    /// Sets the number of compute threads for single tokens and for prompts, of all sequences of the context.
    public void threads(int generation, int prompt) {
        checkUsable();
        context.threads(generation, prompt);
    }

    /// Returns the number of compute threads for single tokens.
    public int generationThreads() {
        return context.decoder().generationThreads();
    }

    /// Returns the number of compute threads for prompts.
    public int promptThreads() {
        return context.decoder().promptThreads();
    }

    /// Sets logits that were copied before.
    public void restoreLogits(float[] row) {
        call(it -> it.restoreLogits(number, row));
    }

    /// Copies out what the memory holds.
    public SequenceState state() {
        return read(it -> it.memory().state(number));
    }

    /// Replaces what the memory holds by a state of so many tokens. If that does not suit, the sequence is empty.
    ///
    /// @return whether it suited
    public boolean restore(SequenceState state, int tokens) {
        return read(it -> it.restore(number, state, tokens));
    }

    /// Breaks off what is being computed, until [#resume]. Any thread may call.
    public void cancel() {
        cancelled = true;
    }

    /// Ends the effect of [#cancel].
    public void resume() {
        cancelled = false;
    }

    /// Returns whether it is [cancelled][#cancel].
    public boolean isCancelled() {
        return cancelled;
    }

    /// Throws if the sequence is closed, or lost because C broke off.
    public void checkUsable() {
        if (closed.get()) throw new IllegalStateException("the session is closed");
        context.checkUsable();
    }

    /// Gives the sequence back, and frees the context with the last of its sequences. Closing twice does nothing.
    public void close() {
        context.checkOutside();
        if (closed.compareAndSet(false, true)) context.giveBack(number);
    }

    /// Returns the action that frees a sequence whose owner was garbage collected.
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
        return context.call(work);
    }
}
