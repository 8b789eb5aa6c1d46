package dev.panallama.internal.engine;

import dev.panallama.error.DecodeException;
import dev.panallama.internal.host.SequenceState;

/// Computes what is planned, batch after batch, and does what was asked for with the tokens. Used on the engine's thread.
final class Batches {
    private final BatchContext context;
    private final Slots slots;
    private final BatchPlan plan;
    private final Gathering gathering;
    private long count;
    private long computedTokens;
    private long generatedTokens;

    Batches(BatchContext context, Slots slots, BatchPlan plan, Gathering gathering) {
        this.context = context;
        this.slots = slots;
        this.plan = plan;
        this.gathering = gathering;
    }

    /// Returns how many there were.
    long count() {
        return count;
    }

    long computedTokens() {
        return computedTokens;
    }

    long generatedTokens() {
        return generatedTokens;
    }

    /// Computes the batch that is planned.
    ///
    /// @return false if the memory has no room for it
    boolean compute() {
        long start = System.nanoTime();
        for (int i = 0; i < plan.size(); i++) plan.part(i).takeTurn(count);
        count++;
        boolean fits = true;
        try {
            switch (decode(0, plan.size())) {
                case DONE -> advance(0, plan.size());
                case NO_ROOM -> fits = false;
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
        return fits;
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
            int more = plan.end(i) - slot.held();
            computedTokens += more;
            it.computed(more);
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
    void complete(Request request) {
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
        next.takeTurnOf(request);
        next.serve(slot);
        gathering.unexpect(slot);
    }

    /// Forgets what was not asked for.
    static void leaveAhead(Slot slot) {
        Request it = slot.request();
        if (it != null && it.isAhead()) it.leave();
    }

    static void end(Request request, Throwable failure) {
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
}
