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
    private final Batches batches;
    private final ConcurrentLinkedQueue<Ask> asked = new ConcurrentLinkedQueue<>();
    private volatile @Nullable Thread thread;
    private volatile @Nullable String end; // why nothing is computed any more
    private int mostInUse;
    private volatile @Nullable Task running;
    private long arrivals;

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
        batches = new Batches(context, slots, plan, gathering);
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

    /// Returns what computes. Used on the engine's thread.
    Batches batches() {
        return batches;
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
            if (plan.fill(slots.all(), now)) compute();
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
            if (request != null) Batches.end(request, reason);
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
        request.arrive(arrivals++, now, batches.count());
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
        Batches.leaveAhead(slot);
        request.serve(slot);
        try {
            slots.reuse(request);
            gathering.begin(request, System.nanoTime(), plan.estimate(request.remaining()));
            follow(request);
            if (request.remaining() == 0) batches.complete(request);
        } catch (Throwable failure) { // carried to the asker
            Batches.end(request, failure);
        }
    }

    /// Waits for another prompt that begins alike, if that one is being computed.
    private void follow(Request request) {
        int best = request.slot().held() + BatchPlan.FEW;
        for (Slot other : slots.all()) {
            Request it = other.request();
            if (it == null || it == request || it.leader() != null || !context.cuts()
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
                Batches.end(it, new CancellationException("cancelled with %d tokens left".formatted(it.remaining())));
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
        long now = System.nanoTime();
        while (asked.isEmpty() && System.nanoTime() - now < SPIN) Thread.onSpinWait();
        if (!asked.isEmpty()) return;
        long next = line.size() == 0 ? Long.MAX_VALUE / 4 : line.nextDeadline(now) - now;
        if (line.size() > 0) next = Math.min(next, slots.nextFree(now) - now);
        if (next > 0) LockSupport.parkNanos(this, next);
    }

    private void compute() {
        if (!batches.compute()) makeRoom();
        plan.clear();
    }

    /// Drops what nobody uses, or sends away the one that came last until another is done.
    private void makeRoom() {
        long now = System.nanoTime();
        if (slots.dropOne(now)) return;
        Slot last = slots.lastToCome(now);
        if (last == null) {
            for (int i = 0; i < plan.size(); i++)
                Batches.end(plan.part(i), new ContextOverflowException(plan.tokens()));
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
            if (it.remaining() == 0) batches.complete(it);
        } catch (Throwable failure) { // carried to the asker
            Batches.end(it, failure);
        }
    }

    /// Notes that a sequence is not likely to ask for more soon.
    void rest(EngineSequence sequence) {
        Slot slot = sequence.slot();
        if (slot == null) return;
        Batches.leaveAhead(slot);
        if (slot.request() != null) return;
        gathering.unexpect(slot);
        slot.rest();
        mostInUse = context.slots();
    }

    /// Forgets what the slot of a sequence holds, if it has one.
    void startAnew(EngineSequence sequence) {
        Slot slot = sequence.slot();
        if (slot == null) return;
        Batches.leaveAhead(slot);
        slots.startAnew(slot, sequence);
        sequence.slot(slot, 0);
    }

    /// Lets a sequence go. What it has computed stays for others.
    void leave(EngineSequence sequence) {
        Slot slot = sequence.slot();
        if (slot != null) {
            gathering.unexpect(slot);
            Batches.leaveAhead(slot);
            slots.release(slot, sequence);
        }
        sequence.slot(null, 0);
        sequence.free();
        mostInUse = context.slots();
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
        return new EngineFacts(line.size(), line.refused(), batches.count(), batches.computedTokens(),
                batches.generatedTokens(), slots.fromSlots(),
                cache.fromMemory(), cache.fromDisk(), context.cells(), cache.bytes(), slots.facts(System.nanoTime()));
    }
}
