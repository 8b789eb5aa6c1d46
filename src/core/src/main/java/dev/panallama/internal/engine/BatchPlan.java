package dev.panallama.internal.engine;

import java.util.Arrays;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// What is computed together next: the tokens of all sequences that are generating, and a share of prompts in the room that
/// is left. While others generate that room is small, so that they wait for a fraction of a second.
///
/// Prompts have equal shares of this room, and take turns where these would be small: short ones overtake long ones, and
/// nobody starves. Sequences whose prompts came together begin to generate together, as what is computed in step costs less
/// and nobody's prompt holds another one up: a prompt that is done a little before the others leaves its last token for the
/// batch that ends them all.
final class BatchPlan {
    static final int FEW = 8; // so many tokens are no prompt
    private static final int PAUSE = 512; // tokens
    private static final int LAST = 4; // tokens
    private static final int LEAST = 128; // tokens of prompts in a batch, where there are so many: fewer take longer for each
    private static final int MEASURABLE = 32; // so many tokens show how fast prompts are
    private static final int GRAIN = 64; // tokens of a prompt: attention to fewer takes longer for each
    private static final double SHARE = 0.2; // seconds that prompts may hold up those who generate
    private static final int PATIENCE = 2; // a prompt waits this part of the time that it has taken already

    private final int capacity;
    private final int outputs;
    private final boolean pauses;
    private final Request[] parts;
    private final int[] ends;
    private final Request[] prompts;
    private final int[] given; // tokens of each prompt
    private final BooleanSupplier stop = this::isCancelled;
    private int promptCount;
    private int count;
    private int tokens;
    private int spare; // outputs that guesses can have
    private double promptRate = 160; // tokens per second, until it is measured
    private int measures;

    /// @param capacity the most tokens
    /// @param outputs the most tokens with logits, at least one a slot
    /// @param pauses whether prompts pause at a [rest][#isPause]
    BatchPlan(int slots, int capacity, int outputs, boolean pauses) {
        this.outputs = outputs;
        this.capacity = capacity;
        this.pauses = pauses;
        parts = new Request[slots];
        ends = new int[slots];
        prompts = new Request[slots];
        given = new int[slots];
    }

    /// Returns how many requests have a part in it.
    int size() {
        return count;
    }

    Request part(int index) {
        return parts[index];
    }

    /// Returns to which of its tokens a request is computed, without guesses.
    int end(int index) {
        return ends[index];
    }

    int tokens() {
        return tokens;
    }

    /// Returns what says that all who have a part in it have lost interest.
    BooleanSupplier stop() {
        return stop;
    }

    private boolean isCancelled() {
        for (int i = 0; i < count; i++) if (!parts[i].sequence.isCancelled()) return false;
        return true;
    }

    /// Plans anew.
    ///
    /// @param now by `System.nanoTime()`
    /// @return whether there is anything to compute
    boolean fill(Slot[] slots, long now) {
        count = 0;
        tokens = 0;
        spare = outputs - parts.length;
        Request first = first(slots);
        if (first == null) return false;
        promptCount = 0;
        for (Slot slot : slots) {
            Request it = slot.request();
            if (it == null || it.leader() != null || !it.sequence.adapters().equals(first.sequence.adapters()))
                continue;
            if (!it.isFresh() || !isFew(it)) prompts[promptCount++] = it;
            else if (tokens + it.remaining() <= capacity) add(it, it.remaining());
        }
        addPrompts(now);
        addGuesses();
        return count > 0;
    }

    private void addPrompts(long now) {
        boolean alone = count == 0;
        sort();
        share(alone ? capacity : Math.min(capacity - tokens, Math.max(LEAST, (int) (promptRate * SHARE))));
        if (alone) keepStep(now);
        for (int i = 0; i < promptCount; i++) add(prompts[i], given[i]);
    }

    /// Returns the request whose turn is longest ago: its adapters are those of the batch.
    private static @Nullable Request first(Slot[] slots) {
        Request first = null;
        for (Slot slot : slots) {
            Request it = slot.request();
            if (it == null || it.leader() != null || it.remaining() <= 0) continue;
            if (first == null || it.turn() < first.turn()) first = it;
        }
        return first;
    }

    /// Gives each prompt as much as the others, but for a grain at least: then the others have the next batch.
    private void share(int most) {
        int room = most;
        for (int i = 0; i < promptCount; i++) {
            int remaining = prompts[i].remaining();
            int part = Math.max(GRAIN, Math.ceilDiv(room, promptCount - i));
            given[i] = Math.min(room, Math.min(remaining, part));
            room -= given[i];
        }
    }

    /// Has prompts that would be done wait for those that soon are.
    private void keepStep(long now) {
        int left = 0;
        int planned = 0;
        for (int i = 0; i < promptCount; i++) {
            left += prompts[i].remaining() - given[i];
            planned += given[i];
        }
        if (left == 0) return;
        for (int i = 0; i < promptCount && planned > 1; i++) {
            Request it = prompts[i];
            if (given[i] < it.remaining() || estimate(left) > (now - it.since()) / PATIENCE) continue;
            given[i]--;
            planned--;
        }
    }

    private void sort() {
        for (int i = 1; i < promptCount; i++) {
            Request it = prompts[i];
            int at = i;
            for (; at > 0 && comesBefore(it, prompts[at - 1]); at--) prompts[at] = prompts[at - 1];
            prompts[at] = it;
        }
    }

    /// Those come first of which nothing has been computed, which may be short, then the last few tokens of others, and then
    /// those whose turn is longest ago.
    private boolean comesBefore(Request one, Request other) {
        if (one.isFresh() != other.isFresh()) return one.isFresh();
        if (isFew(one) != isFew(other)) return isFew(one);
        if (one.turn() != other.turn()) return one.turn() < other.turn();
        return one.remaining() < other.remaining();
    }

    private boolean isFew(Request it) {
        return it.remaining() <= Math.min(FEW, capacity);
    }

    private void add(Request it, int length) {
        if (length == 0) return;
        int held = it.slot().held();
        int end = pauses ? beforePause(it, held, held + length) : held + length;
        parts[count] = it;
        ends[count++] = end;
        tokens += end - held;
        it.guessed(0);
    }

    /// Guesses get what all others leave.
    private void addGuesses() {
        for (int i = 0; i < count; i++) {
            Request it = parts[i];
            if (ends[i] < it.end()) continue;
            int guesses = Math.min(it.guesses(), Math.min(spare, capacity - tokens));
            it.guessed(guesses);
            tokens += guesses;
            spare -= guesses;
        }
    }

    private static int beforePause(Request it, int held, int end) {
        int next = Math.min(end, (held / PAUSE + 1) * PAUSE);
        int last = it.end() - LAST;
        return held < last && next > last ? last : next;
    }

    /// Returns whether a prompt is where its state is to be kept: a little before its end, from where another answer can
    /// begin, and now and then before that.
    static boolean isPause(Request it, int held) {
        return it.remaining() > 0 && (held % PAUSE == 0 || held == it.end() - LAST);
    }

    /// Returns how long so many tokens of prompts are likely to take, in nanoseconds.
    long estimate(int length) {
        return (long) (length * 1e9 / promptRate);
    }

    /// Takes note of how long the batch took.
    void measured(long nanos) {
        if (tokens < MEASURABLE || nanos <= 0) return;
        double rate = tokens * 1e9 / nanos;
        measures = Math.min(measures + 1, 4);
        promptRate += (rate - promptRate) / measures;
    }

    /// Forgets the requests.
    void clear() {
        Arrays.fill(parts, 0, count, null);
        count = 0;
    }
}
