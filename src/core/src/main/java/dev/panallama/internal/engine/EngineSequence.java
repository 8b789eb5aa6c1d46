package dev.panallama.internal.engine;

import dev.panallama.internal.host.AdapterSet;
import dev.panallama.internal.host.HostedSequence;
import dev.panallama.internal.host.LogProbabilities;
import dev.panallama.internal.host.NativeBuffer;
import dev.panallama.internal.host.SamplerSettings;
import dev.panallama.internal.host.SequenceState;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// One sequence of an engine. It has a slot while it computes, and as long after that as no other needs it; what the slot
/// held is found or computed again when it is asked for.
///
/// One thread at a time may use it, except for [#cancel]. What is not final belongs to that thread, and to the engine's
/// thread while that one waits.
final class EngineSequence implements HostedSequence {
    private static final int[] NOTHING = {};
    private static final Request.Work NO_WORK = (_, _) -> {};

    private final Scheduler scheduler;
    private final Grants grants;
    private final int priority;
    private final long patience;
    private final Request request = new Request(this);
    private final Request ahead = new Request(this); // what is likely to be asked for next
    private final Request.Work choosing = this::choose;
    private final Request.Work choosingToGoOn = this::chooseToGoOn;
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile boolean cancelled;
    private int[] ids = NOTHING;
    private int length; // of what was asked for last and not truncated since
    private int known; // so many tokens of the slot are those of `ids`
    private @Nullable Slot slot;
    private boolean pinned;
    private AdapterSet adapters = AdapterSet.NONE;
    private @Nullable TokenChooser chooser;
    private int chosen;
    private boolean goesOn; // with the token that was chosen, probably

    EngineSequence(Scheduler scheduler, Grants grants, int priority, long patience) {
        this.scheduler = scheduler;
        this.grants = grants;
        this.priority = priority;
        this.patience = patience;
    }

    int priority() {
        return priority;
    }

    long patience() {
        return patience;
    }

    /// Returns the slot that it has, or null. On the engine's thread.
    @Nullable
    Slot slot() {
        return slot;
    }

    /// Takes a slot, or loses it. On the engine's thread.
    void slot(@Nullable Slot next, int knownTokens) {
        slot = next;
        known = knownTokens;
    }

    /// Returns how many tokens its slot is known to hold of it.
    int known() {
        return known;
    }

    /// Returns whether its tokens were computed in more ways than one, so that they cannot be computed again and no other
    /// sequence can have them.
    boolean isPinned() {
        return pinned;
    }

    /// Notes that nothing is left of what was computed.
    void unpin() {
        pinned = false;
    }

    AdapterSet adapters() {
        return adapters;
    }

    @Override
    public EngineSequence fork() {
        checkUsable();
        if (pinned)
            throw new UnsupportedOperationException(
                    "adapters were changed in the midst of this session, and an engine cannot copy that: fork it before, or rewind it to its beginning");
        var fork = new EngineSequence(scheduler, grants, priority, patience);
        fork.adapters(adapters);
        fork.ids = Arrays.copyOf(ids, length);
        fork.length = length;
        return fork;
    }

    @Override
    public List<NativeBuffer> buffers() {
        return grants.buffers();
    }

    @Override
    public int contextLength() {
        return grants.contextLength();
    }

    @Override
    public int batchSize() {
        return grants.batchSize();
    }

    /// Returns as much as there can be: the engine cuts what it gets.
    @Override
    public int stride() {
        return grants.contextLength();
    }

    @Override
    public int microBatchSize() {
        return grants.microBatchSize();
    }

    /// Returns false: slots share cells, which can have one position only.
    @Override
    public boolean canShift() {
        return false;
    }

    @Override
    public boolean canTakeBack() {
        return grants.canTakeBack();
    }

    @Override
    public int decode(int[] tokens, int from, int to, boolean logits) {
        ask(tokens, to, logits, 0, NO_WORK);
        return Math.max(0, to - from - request.computed());
    }

    @Override
    public void decode(int[] tokens, int position, float[] hidden, int width) {
        ask(tokens, position, false, 0,
                (context, number) -> scheduler.batches().hiddenState(this, tokens, position, hidden, width));
        length = position + 1;
    }

    @Override
    public int next(int[] tokens, int from, int to, boolean likely) {
        ask(tokens, to, true, 0, likely ? choosingToGoOn : choosing);
        return chosen;
    }

    @Override
    public int next(int[] tokens, int from, int to, int guessed, int[] target) {
        var count = new int[1];
        ask(tokens, to, true, guessed, (context, number) -> count[0] = choose(context, number, tokens, to, target));
        length = to + count[0] - 1;
        return count[0];
    }

    private int choose(BatchContext context, int number, int[] tokens, int to, int[] target) {
        int guessed = request.guessed();
        if (guessed == 0) {
            choose(context, number);
            target[0] = chosen;
            return 1;
        }
        int count = 0;
        try {
            while (count == 0 || (count <= guessed && chosen == tokens[to + count - 1])) {
                context.select(number, count);
                choose(context, number);
                target[count++] = chosen;
            }
        } catch (RuntimeException | Error failure) {
            if (count == 0) throw failure; // else it fails again when it is the first
        } finally {
            int last = Math.max(0, count - 1);
            context.select(number, last);
            scheduler.batches().settle(this, tokens, to + last);
        }
        return count;
    }

    private void chooseToGoOn(BatchContext context, int number) {
        choose(context, number);
        goesOn = context.cuts() && !pinned && length < grants.contextLength() && !context.ends(chosen);
    }

    private void choose(BatchContext context, int number) {
        TokenChooser its = chooser;
        if (its == null) throw new IllegalStateException("no sampler is set");
        chosen = context.choose(number, its);
        scheduler.batches().chosen(this);
    }

    /// Returns a request for the token that was chosen last, if its user is likely to ask for that. Asked once a choice, on the
    /// engine's thread.
    @Nullable
    Request goAhead() {
        Slot its = slot;
        if (!goesOn || its == null) return null;
        goesOn = false;
        return ahead.of(its.withNext(chosen), its.held() + 1, true, 0, NO_WORK);
    }

    /// Returns whether it is a request that nobody waits for: its user may be doing anything meanwhile.
    boolean isAhead(Request it) {
        return it == ahead;
    }

    @Override
    public void adapters(AdapterSet next) {
        if (next.equals(adapters)) return;
        task(() -> {
            scheduler.context().adapters(this, next);
            adapters = next;
            pinned |= length > 0;
            if (!pinned) scheduler.startAnew(this);
        });
    }

    @Override
    public void sampler(SamplerSettings settings) {
        task(() -> {
            freeChooser();
            chooser = scheduler.context().chooser(settings);
        });
    }

    @Override
    public LogProbabilities logProbabilities() {
        TokenChooser its = chooser;
        if (its == null) throw new IllegalStateException("no sampler is set");
        return its.logProbabilities();
    }

    /// The slot is cut when it is used next: what comes then may be the same again.
    @Override
    public int truncate(int position) {
        checkUsable();
        length = Math.min(length, position);
        known = Math.min(known, position);
        return length;
    }

    @Override
    public void shift(int position, int count) {
        throw new IllegalStateException("the memory of an engine cannot shift");
    }

    @Override
    public boolean isShifted() {
        return false;
    }

    @Override
    public float[] logits() {
        var row = new float[grants.logitCount()];
        logits(row);
        return row;
    }

    @Override
    public void logits(float[] target) {
        ask(ids, length, true, 0, (context, number) -> context.logits(number, target));
    }

    @Override
    public void restoreLogits(float[] row) {
        ask(ids, length, false, 0, (context, number) -> context.restoreLogits(number, row));
    }

    @Override
    public void threads(int generation, int prompt) {
        task(() -> scheduler.context().threads(generation, prompt));
    }

    @Override
    public int generationThreads() {
        return grants.generationThreads();
    }

    @Override
    public int promptThreads() {
        return grants.promptThreads();
    }

    @Override
    public SequenceState state() {
        var copied = new SequenceState[1];
        ask(ids, length, false, 0, (context, number) -> copied[0] = context.state(number));
        return copied[0];
    }

    @Override
    public SequenceState readState(InputStream in, long size) throws IOException {
        return grants.readState(in, size);
    }

    @Override
    public boolean restore(SequenceState state, int[] tokens, int count) {
        truncate(0);
        var suits = new boolean[1];
        ask(tokens, 0, false, 0, (_, _) -> suits[0] = scheduler.batches().restore(this, state, tokens, count));
        if (suits[0]) length = count;
        return suits[0];
    }

    /// Notes on the engine's thread that its slot holds its first tokens.
    void restored(int[] tokens, int count) {
        ids = tokens;
        length = count;
        known = count;
    }

    @Override
    public void rest() {
        scheduler.tell(() -> scheduler.rest(this));
    }

    @Override
    public void cancel() {
        cancelled = true;
        scheduler.wake();
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
        scheduler.checkUsable();
    }

    @Override
    public void close() {
        scheduler.checkOutside();
        if (closed.compareAndSet(false, true)) scheduler.tell(() -> scheduler.leave(this));
    }

    /// Frees what it had. On the engine's thread.
    void free() {
        freeChooser();
        scheduler.context().adapters(this, AdapterSet.NONE);
    }

    @Override
    public Runnable cleanUp() {
        return this::close;
    }

    private void freeChooser() {
        if (chooser != null) scheduler.context().free(chooser);
        chooser = null;
    }

    private void ask(int[] tokens, int end, boolean logits, int guesses, Request.Work work) {
        checkUsable();
        ids = tokens;
        length = end;
        scheduler.submit(request.of(tokens, end, logits, guesses, work));
        request.await();
    }

    private void task(Runnable work) {
        checkUsable();
        var task = new Task(work);
        task.begin();
        scheduler.submit(task);
        task.await();
    }
}
