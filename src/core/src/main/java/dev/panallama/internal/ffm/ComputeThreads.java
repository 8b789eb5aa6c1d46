package dev.panallama.internal.ffm;

import dev.panallama.bindings.llama_h;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/// The threads that compute for one context: a pool for each number of them that was used, of which all but one sleep.
/// Serves the context's thread.
final class ComputeThreads {
    private final MemorySegment context;
    private MemorySegment[] pools = {}; // by the number of threads
    private volatile ThreadCount forTokens;
    private volatile ThreadCount forPrompts;
    private int used;
    private long begun;

    ComputeThreads(MemorySegment context, ThreadCount forTokens, ThreadCount forPrompts) {
        this.context = context;
        this.forTokens = forTokens;
        this.forPrompts = forPrompts;
    }

    /// Returns the largest number of threads for single tokens. Any thread may ask.
    int forTokens() {
        return forTokens.most();
    }

    /// Returns the largest number of threads for prompts. Any thread may ask.
    int forPrompts() {
        return forPrompts.most();
    }

    /// Returns the largest number of threads. Any thread may ask.
    int most() {
        return Math.max(forTokens(), forPrompts());
    }

    /// Returns whether the number changes with the load of the machine.
    boolean adapt() {
        return forTokens.adapts() || forPrompts.adapts();
    }

    /// Sets the numbers of threads, for good.
    void fix(int generation, int prompt) {
        forTokens = ThreadCount.fixed(generation);
        forPrompts = ThreadCount.fixed(prompt);
        start();
    }

    /// Starts the threads that the next token needs.
    void start() {
        use(forTokens.next(1));
    }

    /// Has a batch of so many tokens computed by as many threads as suit it.
    void beforeBatch(int tokens) {
        int wanted = count(tokens).next(tokens);
        if (wanted != used) use(wanted);
        begun = System.nanoTime();
    }

    /// Notes that a batch was computed.
    void afterBatch(int tokens) {
        count(tokens).took(tokens, System.nanoTime() - begun);
    }

    private ThreadCount count(int tokens) {
        return tokens == 1 ? forTokens : forPrompts;
    }

    /// A pool that is larger than what it is used for would have the others spin. The one that is replaced is paused by ggml.
    private void use(int threads) {
        if (threads >= pools.length) grow(threads + 1);
        if (pools[threads].equals(MemorySegment.NULL)) pools[threads] = Backend.get().newThreadPool(threads);
        llama_h.llama_attach_threadpool(context, pools[threads], pools[threads]);
        llama_h.llama_set_n_threads(context, threads, threads);
        used = threads;
    }

    private void grow(int length) {
        int before = pools.length;
        pools = Arrays.copyOf(pools, length);
        Arrays.fill(pools, before, length, MemorySegment.NULL);
    }

    /// Ends the threads, after the context.
    void free() {
        for (MemorySegment it : pools) if (!it.equals(MemorySegment.NULL)) Backend.get().freeThreadPool(it);
        pools = new MemorySegment[0];
    }
}
