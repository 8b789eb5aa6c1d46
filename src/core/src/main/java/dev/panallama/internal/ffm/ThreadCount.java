package dev.panallama.internal.ffm;

import java.util.function.LongSupplier;
import java.util.stream.IntStream;

/// Chooses how many threads compute a batch, by the time that batches take. Serves one thread.
///
/// The threads wait for each other hundreds of times a batch, and spin meanwhile. So one that other work displaces holds
/// them all up, and fewer are faster then. What is displaced shows at once: the batch takes much longer than such batches
/// did. Then half as many compute. When processors are idle again, so many more do.
final class ThreadCount {
    private static final long MILLI = 1_000_000;
    private static final long SHORTEST_WAIT = 100 * MILLI;
    private static final long LONGEST_WAIT = 800 * MILLI;
    private static final long LONGEST_BLIND_WAIT = 6_400 * MILLI; // each time in vain may cost half a second
    private static final long SETTLED = 1_000 * MILLI;
    private static final long SUSPICIOUS = 50 * MILLI;
    private static final int LARGE = 32; // tokens: their threads meet so rarely that all of them are never slower
    private static final int KINDS = 5;
    private static final double MARGIN = 1.1;
    private static final double LEAST_SLOWNESS = 1.5; // less may be chance

    private final int[] counts; // that may compute, falling
    private final IdleProcessors idle;
    private final LongSupplier clock;
    private final double[][] usual; // nanoseconds per token, by kind of batch and place in counts; 0 is unknown
    private int at; // of counts
    private double slowness = 1; // how much longer than usual it takes, on the average of the last batches
    private long wait = SHORTEST_WAIT; // before more threads
    private long changed;
    private long last; // batch
    private double doubted; // nanoseconds per token before a trial; 0 is none

    private ThreadCount(int[] counts, IdleProcessors idle, LongSupplier clock) {
        this.counts = counts;
        this.idle = idle;
        this.clock = clock;
        usual = new double[KINDS][counts.length];
        changed = last = clock.getAsLong() - SETTLED;
    }

    /// Returns a count that never changes.
    static ThreadCount fixed(int count) {
        return new ThreadCount(new int[]{count}, new IdleProcessors(), System::nanoTime);
    }

    /// Returns a count of at most so many.
    static ThreadCount upTo(int most) {
        return upTo(most, new IdleProcessors(), System::nanoTime);
    }

    static ThreadCount upTo(int most, IdleProcessors idle, LongSupplier clock) {
        IntStream halves = IntStream.iterate(most, it -> it > 0, it -> it / 2);
        int[] rising = IntStream.concat(halves, IntStream.of(most - 1, most * 3 / 4))
                .filter(it -> it > 0)
                .distinct()
                .sorted()
                .toArray();
        int last = rising.length - 1;
        return new ThreadCount(IntStream.rangeClosed(0, last).map(it -> rising[last - it]).toArray(), idle, clock);
    }

    /// Returns how many threads there are at most.
    int most() {
        return counts[0];
    }

    /// Returns whether it ever changes.
    boolean adapts() {
        return counts.length > 1;
    }

    /// Returns how many threads are to compute a batch of so many tokens.
    int next(int tokens) {
        if (counts.length == 1 || tokens >= LARGE) return counts[0];
        long now = clock.getAsLong();
        if (now - last >= SETTLED) begin();
        else if (at > 0 && doubted == 0 && now - changed >= wait) rise();
        return counts[at];
    }

    /// After a pause nothing is known but what runs right now.
    private void begin() {
        doubted = 0;
        wait = SHORTEST_WAIT;
        change(0);
        changed -= SETTLED;
        if (idle.begin() && idle.areTaken()) change(half());
    }

    private void rise() {
        double free = idle.end();
        int most = Double.isNaN(free) ? counts[0] : counts[at] + (int) (free + 0.25);
        changed = clock.getAsLong();
        int next = at;
        while (next > 0 && counts[next - 1] <= most) next--;
        if (next < at) change(next);
    }

    private void change(int next) {
        at = next;
        slowness = 1;
        changed = clock.getAsLong();
    }

    /// Notes how long a batch of so many tokens took with the threads that [#next] gave.
    void took(int tokens, long nanos) {
        if (counts.length == 1) return;
        last = clock.getAsLong();
        if (tokens >= LARGE) return;
        double time = (double) nanos / tokens;
        double[] times = usual[31 - Integer.numberOfLeadingZeros(tokens)];
        if (times[at] == 0) times[at] = Math.min(time, guess(times, time));
        slowness += (time / times[at] - slowness) / 4;
        learn(times, time);
        if (doubted > 0) endTrial(time);
        else if (at < counts.length - 1 && slowness > bearable(times)) fall();
        else if (at == 0 && nanos > SUSPICIOUS && times[half()] == 0) beginTrial(time);
    }

    /// Returns what it takes at the most, by what it took with other threads: twice as many need half the time at best.
    private double guess(double[] times, double otherwise) {
        for (int i = at - 1; i >= 0; i--) if (times[i] > 0) return times[i] * counts[i] / counts[at];
        for (int i = at + 1; i < counts.length; i++) if (times[i] > 0) return times[i];
        return otherwise;
    }

    /// What is fast counts more than what is slow, which may have been displaced.
    private void learn(double[] times, double time) {
        double usual = times[at];
        times[at] += time < usual ? (time - usual) / 2 : (Math.min(time, 1.5 * usual) - usual) / 32;
    }

    /// Returns how slow it may be before fewer threads are faster.
    private double bearable(double[] times) {
        double fewer = times[at + 1] > 0 ? times[at + 1] / times[at] : (double) counts[at] / counts[at + 1];
        return Math.max(LEAST_SLOWNESS, MARGIN * fewer);
    }

    private void fall() {
        boolean roseInVain = clock.getAsLong() - changed < SETTLED;
        change(half());
        long longest = idle.begin() ? LONGEST_WAIT : LONGEST_BLIND_WAIT;
        wait = roseInVain ? Math.min(2 * wait, longest) : SHORTEST_WAIT;
    }

    /// Returns the place of half as many threads.
    private int half() {
        int next = at;
        while (next < counts.length - 1 && counts[next] > counts[at] / 2) next++;
        return next;
    }

    /// Where other work was there from the beginning, what is usual is slow: nothing but a comparison shows it.
    private void beginTrial(double time) {
        doubted = time;
        fall();
    }

    private void endTrial(double time) {
        if (MARGIN * time > doubted) change(0);
        doubted = 0;
    }
}
