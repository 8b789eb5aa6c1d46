package dev.panallama.internal.engine;

import dev.panallama.error.ContextOverflowException;
import dev.panallama.error.DecodeException;
import dev.panallama.error.LlamaException;
import dev.panallama.internal.host.EngineFacts;
import dev.panallama.internal.host.EngineParameters;
import dev.panallama.internal.host.HostedSequence;
import dev.panallama.internal.host.SequenceState;
import java.nio.file.Path;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// The heart of an engine: lends slots to sequences and computes their tokens together, batch after batch, on one thread.
/// Any thread may hand something over and wait for it.
public final class Scheduler {
    private static final long SPIN = 100_000; // nanoseconds: the next token is often asked for as soon as the last is there

    private final BatchContext context;
    private final Grants grants;
    private final PrefixCache cache;
    private final Slots slots;
    private final WaitingLine line;
    private final BatchPlan plan;
    private final Gathering gathering;
    private final ConcurrentLinkedQueue<Ask> asked = new ConcurrentLinkedQueue<>();
    private volatile @Nullable Thread thread;
    private volatile @Nullable String end; // why nothing is computed any more
    private int mostInUse;
    private volatile @Nullable Task running;
    private long arrivals;
    private long batches;
    private long computedTokens;
    private long generatedTokens;

    /// @param settings what the engine was asked for
    public Scheduler(BatchContext context, Grants grants, EngineParameters settings) {
        this.context = context;
        this.grants = grants;
        var files = new PrefixFiles(folder(settings), settings.folderBytes(), settings.key(), context.cuts(),
                grants::readState);
        cache = new PrefixCache(settings.cacheBytes(), files, context.cuts());
        slots = new Slots(context, cache, settings.lease());
        line = new WaitingLine(settings.queueLimit(), context.slots());
        plan = new BatchPlan(context.slots(), context.microBatchSize(), context.outputs(), !context.cuts());
        gathering = new Gathering(slots.all());
        mostInUse = context.slots();
    }

    private static @Nullable Path folder(EngineParameters settings) {
        String folder = settings.folder();
        return folder == null ? null : Path.of(folder);
    }

    /// Opens a sequence, which is closed or garbage collected before the engine is.
    public HostedSequence openSequence(int priority, long patience) {
        checkUsable();
        return new EngineSequence(this, grants, priority, patience);
    }

    BatchContext context() {
        return context;
    }

    /// Computes until [#close]. Occupies the context's thread.
    public void run() {
        thread = Thread.currentThread();
        while (end == null) {
            receive();
            if (end != null) break;
            long now = System.nanoTime();
            dismiss(now);
            follow();
            if (gathering.isOpen(now) && isWorkThere()) {
                if (asked.isEmpty()) LockSupport.parkNanos(this, gathering.end() - now); // others need the processor
                continue;
            }
            gathering.close();
            admit(now);
            if (plan.fill(slots.all())) compute();
            else if (asked.isEmpty()) await();
        }
        finish();
    }

    /// Hands something over; its asker waits for it.
    void submit(Ask ask) {
        asked.add(ask);
        wake();
        if (end != null) fail(); // it may have been too late
    }

    /// Hands something over that nobody waits for.
    void tell(Runnable work) {
        if (end == null) submit(new Task(work));
    }

    void wake() {
        LockSupport.unpark(thread);
    }

    /// Throws if the engine is closed or lost.
    void checkUsable() {
        String why = end;
        if (why != null) throw new IllegalStateException(why);
        checkOutside();
    }

    /// Throws on the engine's own thread: code of the caller runs there, such as a stage of a sampler, and would wait for
    /// itself.
    public void checkOutside() {
        if (Thread.currentThread() == thread)
            throw new IllegalStateException("the engine is choosing a token: a stage cannot use its sessions");
    }

    /// Ends the loop. What is under way or waits fails.
    public void close() {
        tell(() -> end = "the engine is closed");
    }

    /// Lets everything fail, because the engine's thread will never come back. What is under way gets a `LlamaException`.
    public void lose(String why) {
        end = why;
        failAll(new LlamaException(why));
        cache.discard();
    }

    private void finish() {
        failAll(ended());
        try {
            slots.keepAll();
        } finally {
            cache.close();
        }
    }

    private void failAll(RuntimeException reason) {
        for (Slot slot : slots.all()) {
            Request request = slot.request();
            if (request != null) end(request, reason);
        }
        line.clear().forEach(it -> it.fail(reason));
        Ask broken = running;
        if (broken != null) broken.fail(reason);
        fail();
    }

    private void fail() {
        for (Ask it = asked.poll(); it != null; it = asked.poll()) it.fail(ended());
    }

    private IllegalStateException ended() {
        return new IllegalStateException(end);
    }

    private void receive() {
        for (Ask it = asked.poll(); it != null; it = asked.poll()) {
            switch (it) {
                case Task task -> {
                    running = task;
                    task.run();
                    running = null;
                }
                case Request request -> accept(request);
            }
            if (end != null) return;
        }
    }

    private void accept(Request request) {
        long now = System.nanoTime();
        request.arrive(arrivals++, now, batches);
        Slot slot = request.sequence.slot();
        if (slot != null && (line.size() == 0 || !slot.isResting() || request.sequence.isPinned())) {
            serve(request, slot);
            return;
        }
        boolean free = line.size() == 0 && slots.inUse(now) < mostInUse;
        Slot found = free ? slots.place(request, now) : null;
        if (found == null) line.add(request);
        else serve(request, found);
    }

    private void serve(Request request, Slot slot) {
        gathering.unexpect(slot);
        leaveAhead(slot);
        request.serve(slot);
        try {
            slots.reuse(request);
            gathering.begin(System.nanoTime(), plan.estimate(request.remaining()));
            follow(request);
            if (request.remaining() == 0) complete(request);
        } catch (Throwable failure) { // carried to the asker
            end(request, failure);
        }
    }

    /// Waits for another prompt that begins alike, if that one is being computed.
    private void follow(Request request) {
        int best = request.slot().held() + BatchPlan.FEW;
        for (Slot other : slots.all()) {
            Request it = other.request();
            if (it == null || it == request || it.leader() != null || !context.copiesParts()
                    || !Slots.mayShare(it, request))
                continue;
            int common = Slots.common(it, request);
            if (common <= best || common <= other.held()) continue;
            best = common;
            request.follow(other, common);
        }
    }

    private void dismiss(long now) {
        line.dismiss(now);
        for (Slot slot : slots.all()) {
            Request it = slot.request();
            if (it != null && it.sequence.isCancelled())
                end(it, new CancellationException("cancelled with %d tokens left".formatted(it.remaining())));
        }
    }

    private void admit(long now) {
        while (true) {
            Request next = line.first();
            if (next == null || slots.inUse(now) >= mostInUse) return;
            Slot own = next.sequence.slot(); // nobody has taken it meanwhile
            Slot slot = own != null ? own : slots.place(next, now);
            if (slot == null) return;
            line.removeFirst();
            serve(next, slot);
        }
    }

    private boolean isWorkThere() {
        for (Slot slot : slots.all()) if (slot.request() != null) return true;
        return line.size() > 0;
    }

    /// Waits until something is handed over, a slot is free by itself, or somebody has waited too long.
    private void await() {
        gathering.idle();
        long now = System.nanoTime();
        while (asked.isEmpty() && System.nanoTime() - now < SPIN) Thread.onSpinWait();
        if (!asked.isEmpty()) return;
        long next = line.size() == 0 ? Long.MAX_VALUE / 4 : line.nextDeadline(now) - now;
        if (line.size() > 0) next = Math.min(next, slots.nextFree(now) - now);
        if (next > 0) LockSupport.parkNanos(this, next);
    }

    private void compute() {
        long start = System.nanoTime();
        for (int i = 0; i < plan.size(); i++) plan.part(i).takeTurn(batches);
        batches++;
        try {
            switch (decode(0, plan.size())) {
                case DONE -> advance(0, plan.size());
                case NO_ROOM -> makeRoom();
                case STOPPED -> repair();
            }
        } catch (DecodeException failure) {
            repair();
            computeApart(failure);
        } catch (RuntimeException failure) {
            repair();
            for (int i = 0; i < plan.size(); i++) if (plan.part(i).isServed()) end(plan.part(i), failure);
        }
        long now = System.nanoTime();
        plan.measured(now - start);
        gathering.computed(now, now - start);
        plan.clear();
    }

    private BatchContext.Outcome decode(int from, int to) {
        context.begin(plan.part(from).sequence);
        for (int i = from; i < to; i++) {
            Request it = plan.part(i);
            int end = plan.end(i);
            int outputs = it.needsLogits() && end == it.end() ? 1 + it.guessed() : 0;
            context.add(it.slot().number, it.ids(), it.slot().held(), end + it.guessed(), outputs);
        }
        return context.decode(plan.stop());
    }

    private void advance(int from, int to) {
        long now = System.nanoTime();
        for (int i = from; i < to; i++) {
            Request it = plan.part(i);
            Slot slot = it.slot();
            computedTokens += plan.end(i) - slot.held();
            slot.append(it.ids(), plan.end(i));
            slot.use(now);
            if (!it.isAhead()) it.sequence.slot(slot, slot.held());
            if (!context.cuts() && BatchPlan.isPause(it, slot.held())) slots.keep(slot);
        }
        for (int i = from; i < to; i++) if (plan.part(i).guessed() > 0) complete(plan.part(i));
        for (int i = from; i < to; i++)
            if (plan.part(i).isServed() && plan.part(i).remaining() == 0) complete(plan.part(i)); // may compute too
    }

    /// Does what was asked for with the tokens.
    private void complete(Request request) {
        try {
            request.work().with(context, request.slot().number);
        } catch (Throwable failure) { // carried to the asker
            end(request, failure);
            return;
        }
        Slot slot = request.slot();
        leave(request);
        if (request.isAhead()) gathering.expect(slot);
        else goAhead(request, slot);
        request.finish();
    }

    /// Computes what is likely to be asked for next, while its user does something with what there is.
    private void goAhead(Request request, Slot slot) {
        Request next = request.sequence.goAhead();
        if (next == null) return;
        next.takeTurn(request.turn());
        next.serve(slot);
        gathering.unexpect(slot);
    }

    /// Forgets what was not asked for.
    private static void leaveAhead(Slot slot) {
        Request it = slot.request();
        if (it != null && it.isAhead()) it.leave();
    }

    private static void end(Request request, Throwable failure) {
        leave(request);
        request.fail(failure);
    }

    private static void leave(Request request) {
        request.slot().use(System.nanoTime());
        request.leave();
    }

    /// Keeps of the guesses that were computed those that were right: so many tokens of a sequence are there then.
    void settle(EngineSequence sequence, int[] ids, int length) {
        Slot slot = sequence.slot();
        if (slot == null) throw new IllegalStateException("the sequence has no slot");
        try {
            context.takeBack(slot.number, length);
        } catch (RuntimeException lost) {
            slots.clear(slot);
            sequence.slot(slot, 0);
            throw lost;
        }
        slot.append(ids, length);
        sequence.slot(slot, length);
    }

    /// Notes that a token was chosen: the next one is likely to be asked for at once.
    void chosen(EngineSequence sequence) {
        generatedTokens++;
        Slot slot = sequence.slot();
        if (slot != null) gathering.expect(slot);
    }

    /// After a batch that broke off nobody knows what of it the memory holds.
    private void repair() {
        for (Slot slot : slots.all()) {
            Request request = slot.request();
            if (request != null || !context.cuts()) verify(slot); // a state that breaks off takes all others along
        }
    }

    /// Takes a slot for what the memory really holds of it.
    private void verify(Slot slot) {
        slot.cut(context.truncate(slot.number, slot.held()));
        Request it = slot.request();
        if (it != null && !it.isAhead()) it.sequence.slot(slot, Math.min(it.sequence.known(), slot.held()));
    }

    /// One of the batch may have spoilt it for the others.
    private void computeApart(DecodeException failure) {
        if (plan.size() == 1) {
            end(plan.part(0), failure);
            return;
        }
        for (int i = 0; i < plan.size(); i++) {
            if (plan.end(i) <= plan.part(i).slot().held()) continue;
            try {
                BatchContext.Outcome outcome = decode(i, i + 1);
                if (outcome == BatchContext.Outcome.DONE) advance(i, i + 1);
                if (outcome == BatchContext.Outcome.STOPPED) repair();
            } catch (RuntimeException its) {
                repair();
                end(plan.part(i), its);
            }
        }
    }

    /// Drops what nobody uses, or sends away the one that came last until another is done.
    private void makeRoom() {
        long now = System.nanoTime();
        if (slots.dropOne(now)) return;
        Slot last = slots.lastToCome(now);
        if (last == null) {
            for (int i = 0; i < plan.size(); i++)
                end(plan.part(i), new ContextOverflowException(plan.tokens()));
            return;
        }
        Request request = last.request();
        if (request != null) {
            request.leave();
            if (!request.isAhead()) line.insert(request, now);
        }
        slots.take(last);
        mostInUse = Math.max(1, slots.inUse(now));
    }

    private void follow() {
        for (Slot slot : slots.all()) {
            Request it = slot.request();
            if (it == null || it.leader() == null) continue;
            if (!it.isLed()) follow(it, it.leader());
        }
    }

    private void follow(Request it, Slot leader) {
        try {
            slots.copyShared(it, leader);
            if (it.remaining() == 0) complete(it);
        } catch (Throwable failure) { // carried to the asker
            end(it, failure);
        }
    }

    /// Notes that a sequence is not likely to ask for more soon.
    void rest(EngineSequence sequence) {
        Slot slot = sequence.slot();
        if (slot == null) return;
        leaveAhead(slot);
        if (slot.request() != null) return;
        gathering.unexpect(slot);
        slot.rest();
        mostInUse = context.slots();
    }

    /// Forgets what the slot of a sequence holds, if it has one.
    void startAnew(EngineSequence sequence) {
        Slot slot = sequence.slot();
        if (slot == null) return;
        leaveAhead(slot);
        slots.startAnew(slot, sequence);
        sequence.slot(slot, 0);
    }

    /// Lets a sequence go. What it has computed stays for others.
    void leave(EngineSequence sequence) {
        Slot slot = sequence.slot();
        if (slot != null) {
            gathering.unexpect(slot);
            leaveAhead(slot);
            slots.release(slot, sequence);
        }
        sequence.slot(null, 0);
        sequence.free();
        mostInUse = context.slots();
    }

    /// Fills the slot of a sequence with a state of so many tokens.
    boolean restore(EngineSequence sequence, SequenceState state, int[] tokens, int count) {
        Slot slot = sequence.slot();
        if (slot == null) throw new IllegalStateException("the sequence has no slot");
        slots.startAnew(slot, sequence);
        slots.makeRoomFor(count);
        if (!context.restore(slot.number, state, count)) return false;
        slot.become(tokens, count, sequence.adapters());
        slot.foreign();
        sequence.restored(tokens, count);
        return true;
    }

    /// Computes one token with its hidden state.
    void hiddenState(EngineSequence sequence, int[] ids, int position, float[] target, int width) {
        Slot slot = sequence.slot();
        if (slot == null) throw new IllegalStateException("the sequence has no slot");
        try {
            context.hiddenState(sequence, slot.number, ids, position, target, width);
        } catch (RuntimeException failure) {
            repair();
            throw failure;
        }
        slot.append(ids, position + 1);
        sequence.slot(slot, position + 1);
    }

    /// Returns what it has done and is doing. Asked of the engine's thread.
    public EngineFacts facts() {
        var facts = new EngineFacts[1];
        checkUsable();
        var task = new Task(() -> facts[0] = factsNow());
        task.begin();
        submit(task);
        task.await();
        return facts[0];
    }

    private EngineFacts factsNow() {
        return new EngineFacts(line.size(), line.refused(), batches, computedTokens, generatedTokens, slots.fromSlots(),
                cache.fromMemory(), cache.fromDisk(), context.cells(), cache.bytes(), slots.facts(System.nanoTime()));
    }
}
