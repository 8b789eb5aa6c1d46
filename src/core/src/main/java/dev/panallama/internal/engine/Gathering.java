package dev.panallama.internal.engine;

/// How long the next batch waits for those who are likely to have a part in it: who just got a token asks for the next at
/// once, and requests come in flocks. Waiting is worth it, as what is computed together costs less, and sequences that are
/// in step do not hold each other up with their prompts. It never takes more than a small part of what a batch takes.
final class Gathering {
    private static final long LEAST_GRACE = 200_000; // nanoseconds for those who got a token
    private static final int GRACE_SHARE = 16; // the same, as a part of the batch
    private static final int FLOCK_SHARE = 128; // for those who come with the first, as a part of its prompt
    private static final long LONGEST_FLOCK = 10_000_000; // nanoseconds

    private final Slot[] slots;
    private int expected; // sequences that are likely to ask again at once
    private boolean flocking;
    private long end;

    Gathering(Slot[] slots) {
        this.slots = slots;
    }

    /// Returns whether somebody may still come in time.
    boolean isOpen(long now) {
        return (expected > 0 || flocking) && now < end;
    }

    /// Returns when that ends.
    long end() {
        return end;
    }

    /// Stops waiting.
    void close() {
        if (expected > 0) for (Slot slot : slots) slot.expect(false);
        expected = 0;
        flocking = false;
    }

    /// Notes that a slot's sequence got a token: it is likely to ask for the next.
    void expect(Slot slot) {
        if (slot.isExpected()) return;
        slot.expect(true);
        expected++;
    }

    /// Notes that it has asked for something, or will not.
    void unexpect(Slot slot) {
        if (slot.isExpected()) expected--;
        slot.expect(false);
    }

    /// Notes that a batch was computed.
    void computed(long now, long nanos) {
        end = now + Math.max(LEAST_GRACE, nanos / GRACE_SHARE);
    }

    /// Notes that a request has come: if nothing else is going on, it may be the first of a flock.
    ///
    /// @param nanos how long its tokens are likely to take
    void begin(Request request, long now, long nanos) {
        long wait = Math.min(LONGEST_FLOCK, nanos / FLOCK_SHARE);
        if (wait < LEAST_GRACE || expected > 0 || flocking || !isAlone(request)) return; // one token, say
        flocking = true;
        end = now + wait;
    }

    private boolean isAlone(Request request) {
        for (Slot it : slots) if (it.request() != null && it.request() != request) return false;
        return slots.length > 1;
    }
}
