package dev.panallama.internal.engine;

import dev.panallama.internal.host.AdapterSet;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A place in the context for one sequence: the tokens that the memory holds there, and whose they are. What a sequence
/// leaves behind stays until the place is needed, for others that begin alike.
final class Slot {
    private static final int[] NOTHING = {};

    final int number;
    private int[] ids = NOTHING;
    private int held;
    private AdapterSet adapters = AdapterSet.NONE;
    private @Nullable EngineSequence owner;
    private @Nullable Request request;
    private long lastUse;
    private long since;
    private boolean expected;
    private boolean resting;
    private boolean foreign;

    Slot(int number) {
        this.number = number;
    }

    /// Returns how many tokens the memory holds.
    int held() {
        return held;
    }

    /// Returns a copy of these tokens.
    int[] tokens() {
        return Arrays.copyOf(ids, held);
    }

    /// Returns what they were computed with.
    AdapterSet adapters() {
        return adapters;
    }

    /// Returns the sequence that has it, or had it last and is still open.
    @Nullable
    EngineSequence owner() {
        return owner;
    }

    /// Returns what its sequence waits for, if it does.
    @Nullable
    Request request() {
        return request;
    }

    /// Returns whether a token of it was chosen and the next request is likely to follow at once.
    boolean isExpected() {
        return expected;
    }

    void expect(boolean soon) {
        expected = soon;
    }

    long lastUse() {
        return lastUse;
    }

    void use(long now) {
        lastUse = now;
    }

    /// Returns whether its sequence has said that it will not go on soon.
    boolean isResting() {
        return resting;
    }

    void rest() {
        resting = true;
    }

    /// Returns when it was given to its sequence, as a number that grows.
    long since() {
        return since;
    }

    void give(@Nullable EngineSequence next, long number) {
        owner = next;
        since = number;
        expected = false;
        resting = false;
    }

    void serve(@Nullable Request next) {
        request = next;
        resting = false;
    }

    /// Returns how many tokens are those at the beginning of others; so many of them are known to be: `known`.
    int common(int known, int[] others, int limit) {
        int end = Math.min(held, limit);
        if (known >= end) return end;
        int different = Arrays.mismatch(ids, known, end, others, known, end);
        return different < 0 ? end : known + different;
    }

    /// Puts a token behind those that the memory holds, and returns all of them.
    int[] withNext(int id) {
        reserve(held + 1);
        ids[held] = id;
        return ids;
    }

    private void reserve(int length) {
        if (length > ids.length) ids = Arrays.copyOf(ids, Math.max(2 * ids.length, Math.max(256, length)));
    }

    /// Notes that the memory now holds `others[held..to)` too.
    void append(int[] others, int to) {
        reserve(to);
        System.arraycopy(others, held, ids, held, to - held);
        held = to;
    }

    /// Notes that the memory holds no more than the first tokens.
    void cut(int length) {
        held = Math.min(held, length);
        foreign &= held > 0;
    }

    /// Returns whether what it holds came from outside: nobody knows whether it was computed from these tokens.
    boolean isForeign() {
        return foreign;
    }

    void foreign() {
        foreign = true;
    }

    /// Notes that the memory now holds other tokens.
    void become(int[] others, int length, AdapterSet with) {
        held = 0;
        foreign = false;
        append(others, length);
        adapters = with;
    }

    void adapters(AdapterSet with) {
        adapters = with;
    }
}
