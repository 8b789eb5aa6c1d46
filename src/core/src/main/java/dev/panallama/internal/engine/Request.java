package dev.panallama.internal.engine;

import org.jspecify.annotations.Nullable;

/// What a sequence waits for: its first tokens in the memory, and then something done with them. One object a sequence, used
/// again and again.
final class Request extends Ask {
    /// What is done when the tokens are there.
    interface Work {
        void with(BatchContext context, int slot);
    }

    private static final int[] NOTHING = {};
    private static final Work NO_WORK = (_, _) -> {};

    final EngineSequence sequence;
    private int[] ids = NOTHING;
    private int end;
    private boolean logits;
    private int guesses;
    private int guessed;
    private int computed;
    private Work work = NO_WORK;
    private @Nullable Slot slot;
    private @Nullable Slot leader;
    private int shared;
    private long leaderArrival;
    private long arrival;
    private long since;
    private long deadline;
    private long turn;
    private boolean fresh;

    Request(EngineSequence sequence) {
        this.sequence = sequence;
    }

    /// Asks for `tokens[0..length)` in the memory.
    ///
    /// @param logitsNeeded whether those of the last token are needed
    /// @param guessesBehind how many guesses stand behind these tokens, to be computed with them if they fit in
    Request of(int[] tokens, int length, boolean logitsNeeded, int guessesBehind, Work then) {
        ids = tokens;
        end = length;
        logits = logitsNeeded;
        guesses = guessesBehind;
        guessed = 0;
        computed = 0;
        work = then;
        fresh = true;
        begin();
        return this;
    }

    /// Returns whether nobody waits for it.
    boolean isAhead() {
        return sequence.isAhead(this);
    }

    int[] ids() {
        return ids;
    }

    int end() {
        return end;
    }

    boolean needsLogits() {
        return logits;
    }

    /// Returns how many guesses are to be computed too.
    int guesses() {
        return guesses;
    }

    /// Returns how many are, in the batch that has its last token.
    int guessed() {
        return guessed;
    }

    void guessed(int count) {
        guessed = count;
    }

    /// Returns how many tokens were computed for it.
    int computed() {
        return computed;
    }

    /// Notes that so many more were.
    void computed(int more) {
        computed += more;
    }

    Work work() {
        return work;
    }

    /// Returns the slot that serves it. Only while one does.
    Slot slot() {
        Slot serving = slot;
        if (serving == null) throw new IllegalStateException("no slot serves the request");
        return serving;
    }

    /// Returns whether a slot serves it. Once it is done it may be asked again, and is in no slot yet.
    boolean isServed() {
        return slot != null;
    }

    /// Begins to be served.
    void serve(Slot by) {
        slot = by;
        leader = null;
        by.serve(this);
    }

    /// Ends to be served.
    void leave() {
        if (slot != null) slot.serve(null);
        slot = null;
        leader = null;
    }

    /// Returns how many tokens are not computed yet.
    int remaining() {
        return end - slot().held();
    }

    /// Waits until another slot holds the first tokens that both begin with.
    void follow(Slot first, int commonLength) {
        leader = first;
        shared = commonLength;
        Request its = first.request();
        leaderArrival = its == null ? -1 : its.arrival();
    }

    @Nullable
    Slot leader() {
        return leader;
    }

    /// Returns whether the leader has computed what both begin with, or does not any more.
    boolean isLed() {
        Slot first = leader;
        if (first == null) return false;
        Request its = first.request();
        return its != null && its.arrival() == leaderArrival && first.held() < shared;
    }

    /// Returns how many tokens the leader is to compute first.
    int shared() {
        return shared;
    }

    void lead() {
        leader = null;
    }

    long arrival() {
        return arrival;
    }

    /// Returns when it arrived, by `System.nanoTime()`.
    long since() {
        return since;
    }

    long deadline() {
        return deadline;
    }

    /// @param batch the number of the next batch: those that have waited since an earlier one come first
    void arrive(long number, long now, long batch) {
        arrival = number;
        since = now;
        turn = Math.max(turn, batch);
        waitFrom(now);
    }

    /// Begins to wait for a slot.
    void waitFrom(long now) {
        deadline = now + sequence.patience();
    }

    /// Returns the number of the batch that it was part of last.
    long turn() {
        return turn;
    }

    void takeTurn(long batch) {
        turn = batch;
        fresh = false;
    }

    /// Goes on in another one's turn.
    void takeTurnOf(Request other) {
        turn = other.turn;
    }

    /// Returns whether it was part of no batch yet.
    boolean isFresh() {
        return fresh;
    }
}
