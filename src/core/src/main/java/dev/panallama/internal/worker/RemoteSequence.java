package dev.panallama.internal.worker;

import dev.panallama.error.LlamaException;
import dev.panallama.error.WorkerDiedException;
import dev.panallama.internal.host.AdapterSet;
import dev.panallama.internal.host.HostedAdapter;
import dev.panallama.internal.host.HostedSequence;
import dev.panallama.internal.host.LogProbabilities;
import dev.panallama.internal.host.NativeBuffer;
import dev.panallama.internal.host.SamplerSettings;
import dev.panallama.internal.host.SequenceState;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// A sequence of tokens in a context of a worker.
final class RemoteSequence extends RemoteObject implements HostedSequence {
    private final Family family;
    private final Granted granted;
    private final Object cancelling = new Object();
    private volatile boolean cancelled;
    private int generationThreads;
    private int promptThreads;
    private AdapterSet adapters = AdapterSet.NONE;
    private @Nullable RemoteChoice choice;

    /// What was granted of the settings.
    private record Granted(int contextLength, int batchSize, int stride, int microBatchSize, boolean canShift,
            boolean canTakeBack, List<NativeBuffer> buffers) {
        Granted {
            if (contextLength < 1 || batchSize < 1 || stride < 1 || microBatchSize < 1)
                throw new LlamaException("the worker process sends sizes that are none: %d, %d, %d, %d"
                        .formatted(contextLength, batchSize, stride, microBatchSize));
        }
    }

    /// The sequences that were forked from each other, of which some may share a context, or those of an engine.
    static final class Family {
        private final Set<Thread> asked = ConcurrentHashMap.newKeySet(); // they run code of the program for a choice

        /// Throws in the midst of a choice: code of the program that is asked for it would wait for itself.
        void checkOutside() {
            if (asked.contains(Thread.currentThread()))
                throw new IllegalStateException(
                        "the session is choosing a token: a stage cannot use it, nor what was forked from it or is of its engine");
        }
    }

    /// @param opened what the worker answered to the opening
    RemoteSequence(RemoteModel model, Message opened) {
        this(model, opened, new Family());
    }

    RemoteSequence(RemoteModel model, Message opened, Family family) {
        super(model, "session", opened.integer(0), Operation.CLOSE_SEQUENCE);
        this.family = family;
        granted = new Granted(opened.integer(1), opened.integer(2), opened.integer(3), opened.integer(4),
                opened.flag(5), opened.flag(9), opened.list(6));
        generationThreads = opened.integer(7);
        promptThreads = opened.integer(8);
    }

    @Override
    public HostedSequence fork() {
        var fork = new RemoteSequence(model(), call(Operation.FORK), family);
        fork.adapters = adapters;
        return fork;
    }

    @Override
    public List<NativeBuffer> buffers() {
        return granted.buffers();
    }

    @Override
    public int contextLength() {
        return granted.contextLength();
    }

    @Override
    public int batchSize() {
        return granted.batchSize();
    }

    @Override
    public int stride() {
        return granted.stride();
    }

    @Override
    public int microBatchSize() {
        return granted.microBatchSize();
    }

    @Override
    public boolean canShift() {
        return granted.canShift();
    }

    @Override
    public boolean canTakeBack() {
        return granted.canTakeBack();
    }

    @Override
    public int decode(int[] ids, int from, int to, boolean logits) {
        return call(Operation.DECODE, Arrays.copyOfRange(ids, from, to), from, logits).integer(0);
    }

    @Override
    public void decode(int[] ids, int position, float[] hidden, int width) {
        float[] state = call(Operation.HIDDEN_STATE, ids[position], position, width).numbers(0);
        System.arraycopy(state, 0, hidden, 0, width);
    }

    @Override
    public void adapters(AdapterSet next) {
        if (next.equals(adapters)) return;
        int[] ids = next.loras().stream().mapToInt(RemoteSequence::idOf).toArray();
        call(Operation.ADAPTERS, ids, next.scales(), next.control());
        adapters = next;
    }

    private static int idOf(HostedAdapter adapter) {
        return ((RemoteAdapter) adapter).id();
    }

    @Override
    public void sampler(SamplerSettings settings) {
        RemoteChoice before = choice;
        var next = new RemoteChoice(settings);
        choice = next; // asked already while it is set
        try {
            call(Operation.SAMPLER, next.settings());
        } catch (Throwable failure) {
            choice = before;
            throw failure;
        }
    }

    @Override
    public @Nullable Object answer(Message question) {
        RemoteChoice asked = choice;
        if (asked == null) return super.answer(question);
        family.asked.add(Thread.currentThread());
        try {
            return asked.answer(question);
        } finally {
            family.asked.remove(Thread.currentThread());
        }
    }

    @Override
    public int next(int[] ids, int from, int to, boolean ahead) {
        return call(Operation.NEXT, Arrays.copyOfRange(ids, from, to), from, ahead).integer(0);
    }

    @Override
    public int next(int[] ids, int from, int to, int guessed, int[] chosen) {
        int[] sent = Arrays.copyOfRange(ids, from, to + guessed);
        int[] got = call(Operation.NEXT_GUESSED, sent, from, guessed).integers(0);
        if (got.length < 1 || got.length > guessed + 1)
            throw new LlamaException("the worker process chose %d tokens by %d guesses".formatted(got.length, guessed));
        System.arraycopy(got, 0, chosen, 0, got.length);
        return got.length;
    }

    @Override
    public LogProbabilities logProbabilities() {
        Message it = call(Operation.LOG_PROBABILITIES);
        return new Known((double) it.value(0), it.integers(1), (double[]) it.value(2));
    }

    /// Log-probabilities that have come over.
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Known(double chosen, int[] ids, double[] values) implements LogProbabilities {
        @Override
        public int count() {
            return ids.length;
        }

        @Override
        public int id(int index) {
            return ids[index];
        }

        @Override
        public double value(int index) {
            return values[index];
        }
    }

    @Override
    public int truncate(int position) {
        return call(Operation.TRUNCATE, position).integer(0);
    }

    @Override
    public void shift(int position, int count) {
        call(Operation.SHIFT, position, count);
    }

    @Override
    public boolean isShifted() {
        return call(Operation.IS_SHIFTED).flag(0);
    }

    @Override
    public float[] logits() {
        return call(Operation.LOGITS).numbers(0);
    }

    @Override
    public void logits(float[] target) {
        float[] row = logits();
        System.arraycopy(row, 0, target, 0, row.length);
    }

    @Override
    public void restoreLogits(float[] row) {
        call(Operation.RESTORE_LOGITS, (Object) row);
    }

    @Override
    public void threads(int generation, int prompt) {
        call(Operation.THREADS, generation, prompt);
        generationThreads = generation;
        promptThreads = prompt;
    }

    @Override
    public int generationThreads() {
        return generationThreads;
    }

    @Override
    public int promptThreads() {
        return promptThreads;
    }

    @Override
    public SequenceState state() {
        return new RemoteState(model(), call(Operation.STATE));
    }

    @Override
    public SequenceState readState(InputStream in, long size) throws IOException {
        return RemoteState.read(model(), in, size);
    }

    @Override
    public boolean restore(SequenceState state, int[] ids, int count) {
        return call(Operation.RESTORE, ((RemoteState) state).id(), Arrays.copyOf(ids, count)).flag(0);
    }

    @Override
    public void rest() {
        castIfAlive(Operation.REST);
    }

    @Override
    public void cancel() {
        synchronized (cancelling) {
            if (cancelled) return; // the worker knows
            cancelled = true;
            castIfAlive(Operation.CANCEL);
        }
    }

    @Override
    public void resume() {
        if (!cancelled) return;
        synchronized (cancelling) {
            cancelled = false;
            castIfAlive(Operation.RESUME);
        }
    }

    private void castIfAlive(Operation operation) {
        try {
            if (isUsable()) cast(operation);
        } catch (WorkerDiedException | IllegalStateException _) { // it has died or was stopped: there is nothing to cancel any more
        }
    }

    @Override
    public boolean isCancelled() {
        return cancelled;
    }

    @Override
    public void checkUsable() {
        family.checkOutside();
        super.checkUsable();
    }

    @Override
    public void close() {
        family.checkOutside();
        super.close();
    }
}
