package dev.panallama.internal.engine;

import dev.panallama.internal.host.AdapterSet;
import dev.panallama.internal.host.EngineFacts.SlotFacts;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The slots of an engine: who gets which, and where the tokens come from that need not be computed.
final class Slots {
    private static final int WORTH = 16; // fewer tokens are computed as quickly as they are copied

    private final BatchContext context;
    private final PrefixCache cache;
    private final long lease;
    private final Slot[] slots;
    private long fromSlots;
    private long handed;

    /// @param lease how many nanoseconds a slot is kept for a sequence that may go on
    Slots(BatchContext context, PrefixCache cache, long lease) {
        this.lease = lease;
        this.context = context;
        this.cache = cache;
        slots = new Slot[context.slots()];
        Arrays.setAll(slots, Slot::new);
    }

    /// Returns the slots, in an order that never changes.
    Slot[] all() {
        return slots;
    }

    /// Returns how many tokens were taken over from other slots.
    long fromSlots() {
        return fromSlots;
    }

    /// Finds a slot for a sequence that has none, and gives it that: one whose tokens the request begins with, else one
    /// that is empty, else the one that was used least recently.
    ///
    /// @return null if all are in use
    @Nullable
    Slot place(Request request, long now) {
        Slot best = null;
        long bestRank = Long.MIN_VALUE;
        for (Slot slot : slots) {
            long rank = rank(slot, request, now);
            if (rank <= bestRank) continue;
            best = slot;
            bestRank = rank;
        }
        if (best != null) hand(best, request.sequence);
        return best;
    }

    /// Returns how well a slot suits, or the least number if it is not free.
    private long rank(Slot slot, Request request, long now) {
        if (!isFree(slot, now)) return Long.MIN_VALUE;
        if (slot.held() == 0) return Long.MAX_VALUE / 2;
        int common = slot.common(0, request.ids(), request.end());
        if (common == slot.held() && isShareable(slot, request.sequence)) return Long.MAX_VALUE / 2 + common;
        return -Math.max(0, slot.lastUse() - now + Long.MAX_VALUE / 4); // the later, the less
    }

    private boolean isFree(Slot slot, long now) {
        EngineSequence owner = slot.owner();
        if (slot.request() != null) return false;
        if (owner == null) return true;
        return !owner.isPinned() && (slot.isResting() || now - slot.lastUse() > lease);
    }

    /// Returns when the first slot becomes free by itself, or a late time.
    long nextFree(long now) {
        long next = now + Long.MAX_VALUE / 4;
        for (Slot slot : slots) {
            EngineSequence owner = slot.owner();
            if (slot.request() != null || owner == null || owner.isPinned()) continue;
            if (slot.lastUse() + lease - next < 0) next = slot.lastUse() + lease;
        }
        return next;
    }

    /// Returns how many slots are serving, or kept for a sequence that may go on.
    int inUse(long now) {
        int count = 0;
        for (Slot slot : slots) if (!isFree(slot, now)) count++;
        return count;
    }

    private void hand(Slot slot, EngineSequence next) {
        EngineSequence before = slot.owner();
        if (before != null) before.slot(null, 0);
        boolean forgotten = slot.isForeign() || !slot.adapters().equals(next.adapters());
        keep(slot);
        if (forgotten) clear(slot);
        else context.truncate(slot.number, slot.held()); // without its logits, which may have been set from outside
        slot.adapters(next.adapters());
        slot.give(next, handed++);
        next.slot(slot, 0);
    }

    /// Keeps a copy of what a slot holds for later, if it is worth it and not there already.
    void keep(Slot slot) {
        boolean plain = !slot.isForeign() && slot.adapters().equals(AdapterSet.NONE);
        if (!plain || isPinned(slot) || !cache.wants(slot)) return;
        if (Stream.of(slots).anyMatch(it -> it != slot && covers(it, slot))) return;
        try {
            cache.put(slot.tokens(), context.state(slot.number));
        } catch (RuntimeException | OutOfMemoryError _) { // it is computed again when it is needed
        }
    }

    private boolean covers(Slot larger, Slot smaller) {
        return (context.cuts() ? larger.held() >= smaller.held() : larger.held() == smaller.held())
                && larger.adapters().equals(smaller.adapters())
                && smaller.common(0, larger.tokens(), larger.held()) == smaller.held();
    }

    /// Keeps what all slots hold, before the engine ends.
    void keepAll() {
        for (Slot slot : slots) keep(slot);
    }

    /// Makes room for others: drops what the slot holds that nobody has used for the longest time.
    ///
    /// @return false if all are in use
    boolean dropOne(long now) {
        Slot oldest = null;
        for (Slot slot : slots) {
            if (slot.held() == 0 || !isFree(slot, now)) continue;
            if (oldest == null || slot.lastUse() - oldest.lastUse() < 0) oldest = slot;
        }
        if (oldest == null) return false;
        take(oldest);
        return true;
    }

    /// Takes a slot away from its sequence, and keeps what it held elsewhere.
    void take(Slot slot) {
        EngineSequence owner = slot.owner();
        if (owner != null) owner.slot(null, 0);
        slot.give(null, handed++);
        keep(slot);
        clear(slot);
    }

    private static boolean isPinned(Slot slot) {
        EngineSequence owner = slot.owner();
        return owner != null && owner.isPinned();
    }

    /// Returns the slot in use that was handed out last, or null if no other one will be given back by itself.
    @Nullable
    Slot lastToCome(long now) {
        Slot last = null;
        for (Slot slot : slots) {
            EngineSequence owner = slot.owner();
            if (isFree(slot, now) || owner == null || owner.isPinned()) continue;
            if (last == null || slot.since() > last.since()) last = slot;
        }
        int moving = 0;
        for (Slot slot : slots) if (!isFree(slot, now) && (slot.request() != null || !isPinned(slot))) moving++;
        return moving > 1 ? last : null;
    }

    /// Takes a slot back whose sequence has ended. What it holds stays for others, if they can have it.
    void release(Slot slot, EngineSequence sequence) {
        slot.give(null, handed++);
        if (sequence.isPinned() || slot.isForeign()) clear(slot);
    }

    void clear(Slot slot) {
        context.truncate(slot.number, 0);
        slot.cut(0);
    }

    /// Makes the slot of a request hold as many of its tokens as there are anywhere, and nothing else.
    void reuse(Request request) {
        Slot slot = request.slot();
        EngineSequence sequence = request.sequence;
        int[] ids = request.ids();
        if (sequence.isPinned() && sequence.known() == 0) startAnew(slot, sequence);
        int own = slot.common(sequence.known(), ids, request.end());
        if (sequence.isPinned()) own = Math.min(own, sequence.known());
        int limit = limit(request);
        if (!context.cuts() && own < slot.held()) {
            cut(slot, own);
            own = slot.held();
        }
        if (limit - own > WORTH && !sequence.isPinned()) own = takeOver(request, slot, own, limit);
        boolean hasLogits = own == slot.held() && context.hasLogits(slot.number);
        if (own == request.end() && request.needsLogits() && !hasLogits) own = cutBefore(slot, request);
        cut(slot, own);
        sequence.slot(slot, slot.held());
    }

    /// Forgets the last token, whose logits are missing.
    ///
    /// @return how many tokens the slot holds then
    private int cutBefore(Slot slot, Request request) {
        int wanted = request.end() - 1;
        cut(slot, wanted);
        boolean lost = slot.held() < wanted - WORTH && !request.sequence.isPinned();
        return lost ? takeOver(request, slot, slot.held(), wanted) : slot.held();
    }

    /// Empties the slot of a sequence that begins with other adapters.
    void startAnew(Slot slot, EngineSequence sequence) {
        clear(slot);
        slot.adapters(sequence.adapters());
        sequence.unpin();
    }

    private void cut(Slot slot, int length) {
        if (slot.held() > length) slot.cut(context.truncate(slot.number, length));
    }

    /// @return how many tokens the slot holds then that are of the request
    private int takeOver(Request request, Slot slot, int own, int limit) {
        Slot donor = null;
        int best = own + WORTH;
        for (Slot other : slots) {
            if (other == slot || !isShareable(other, request.sequence)) continue;
            int common = other.common(0, request.ids(), limit);
            if (common <= best || (common < other.held() && !context.cuts())) continue;
            donor = other;
            best = common;
        }
        PrefixCache.Match match = request.sequence.adapters().equals(AdapterSet.NONE)
                ? cache.find(request.ids(), limit, best)
                : null;
        if (match != null) return restore(match, slot, own);
        return donor == null ? own : copy(donor, slot, request, best, own);
    }

    private int copy(Slot donor, Slot slot, Request request, int count, int own) {
        keep(slot);
        slot.cut(0);
        int got = context.copy(donor.number, slot.number, count);
        fromSlots += Math.max(0, got - own);
        slot.become(request.ids(), got, request.sequence.adapters());
        return got;
    }

    private int restore(PrefixCache.Match match, Slot slot, int own) {
        keep(slot);
        clear(slot);
        makeRoomFor(match.length());
        if (!cache.open(match, state -> context.restore(slot.number, state, match.length()))) return 0;
        slot.become(match.ids(), match.length(), AdapterSet.NONE);
        cut(slot, match.common());
        cache.used(match, Math.max(0, slot.held() - own));
        return slot.held();
    }

    /// Drops what nobody uses, as far as it may be in the way. Cells that slots share are counted as often.
    void makeRoomFor(int tokens) {
        boolean dropped = true;
        while (dropped && held() + tokens > context.cells()) dropped = dropOne(System.nanoTime());
    }

    private int held() {
        int sum = 0;
        for (Slot slot : slots) sum += slot.held();
        return sum;
    }

    /// Copies what a leader has computed by now.
    void copyShared(Request request, Slot leader) {
        Slot slot = request.slot();
        int common = leader.common(0, request.ids(), request.shared());
        request.lead();
        if (common - slot.held() <= WORTH || !isShareable(leader, request.sequence)) return;
        copy(leader, slot, request, common, slot.held());
        request.sequence.slot(slot, slot.held());
    }

    /// Returns how many tokens two requests begin with alike, of those that the second can take over.
    static int common(Request first, Request second) {
        int limit = Math.min(first.end(), limit(second));
        int different = Arrays.mismatch(first.ids(), 0, limit, second.ids(), 0, limit);
        return different < 0 ? limit : different;
    }

    private static int limit(Request request) {
        return request.needsLogits() ? request.end() - 1 : request.end();
    }

    static boolean mayShare(Request first, Request second) {
        return !first.sequence.isPinned()
                && !second.sequence.isPinned()
                && first.sequence.adapters().equals(second.sequence.adapters());
    }

    private static boolean isShareable(Slot slot, EngineSequence with) {
        EngineSequence owner = slot.owner();
        return slot.held() > 0
                && !slot.isForeign()
                && (owner == null || !owner.isPinned())
                && slot.adapters().equals(with.adapters());
    }

    List<SlotFacts> facts(long now) {
        return Stream.of(slots).map(it -> new SlotFacts(it.held(), state(it, now))).toList();
    }

    private String state(Slot slot, long now) {
        if (slot.request() != null) return "BUSY";
        if (!isFree(slot, now)) return "LENT";
        return slot.held() > 0 ? "KEPT" : "EMPTY";
    }
}
