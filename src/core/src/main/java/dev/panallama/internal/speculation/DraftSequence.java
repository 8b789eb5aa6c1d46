package dev.panallama.internal.speculation;

import dev.panallama.internal.host.HostedSequence;
import dev.panallama.internal.host.LogProbabilityRequest;
import dev.panallama.internal.host.SamplerSettings;
import java.util.Arrays;
import java.util.concurrent.CancellationException;

/// The text of a session in the memory of a smaller model, which follows it. Serves one thread at a time.
public final class DraftSequence {
    private static final int CANDIDATES = 10; // among which a guess has its probability
    private static final double NEWEST = 0.2; // its weight

    private final HostedSequence memory;
    private final int commonTokens; // that both models know
    private final double minProbability;
    private final double leastLogProbability;
    private int[] held = new int[256]; // what the memory holds
    private int length;
    private double nanosPerToken;

    /// @param memory of the smaller model; the caller closes it
    /// @param commonTokens how many tokens both models know
    /// @param minProbability of a guess; where none is so likely, guessing ends
    public DraftSequence(HostedSequence memory, int commonTokens, double minProbability) {
        this.memory = memory;
        this.commonTokens = commonTokens;
        this.minProbability = minProbability;
        leastLogProbability = Math.log(minProbability);
        memory.sampler(new SamplerSettings(
                chain -> {
                    chain.topK(CANDIDATES);
                    chain.greedy();
                },
                new LogProbabilityRequest(LogProbabilityRequest.When.AFTER_SAMPLING, 0),
                null,
                new int[0]));
    }

    /// Returns a sequence of the same tokens, in a memory of its own.
    DraftSequence fork() {
        HostedSequence other = memory.fork();
        try {
            var fork = new DraftSequence(other, commonTokens, minProbability);
            fork.held = held.clone();
            fork.length = length;
            fork.nanosPerToken = nanosPerToken;
            return fork;
        } catch (Throwable failure) {
            other.close();
            throw failure;
        }
    }

    HostedSequence memory() {
        return memory;
    }

    /// Returns how long a guess takes; 0 before there was one.
    double nanosPerToken() {
        return nanosPerToken;
    }

    /// Writes what is likely to follow `tokens[0..count)` behind them.
    ///
    /// @return how many tokens that are, 0 to `most`
    int draft(int[] tokens, int count, int most) {
        int possible = Math.min(most, memory.contextLength() - count);
        if (possible < 1) return 0;
        try {
            if (!follow(tokens, count)) return 0;
            long start = System.nanoTime();
            int guessed = guess(tokens, count, possible);
            learn(System.nanoTime() - start, Math.min(possible, guessed + 1));
            return guessed;
        } catch (Throwable failure) {
            forget(failure);
            throw failure;
        }
    }

    /// Computes the tokens before the last one, as far as the memory does not hold them.
    ///
    /// @return false if there is one that the smaller model does not know
    private boolean follow(int[] tokens, int count) {
        int common = Arrays.mismatch(held, 0, length, tokens, 0, count);
        int kept = Math.min(common < 0 ? Math.min(length, count) : common, count - 1);
        if (kept < length) length = memory.truncate(kept);
        for (int i = length; i < count; i++) if (tokens[i] >= commonTokens) return false;
        hold(tokens, count - 1);
        while (length < count - 1) {
            if (memory.isCancelled())
                throw new CancellationException("cancelled with %d tokens left".formatted(count - length));
            int to = Math.min(count - 1, length + memory.stride());
            memory.decode(tokens, length, to, false);
            length = to;
        }
        return true;
    }

    /// Takes note of tokens that the memory is about to hold.
    private void hold(int[] tokens, int end) {
        if (end > held.length) held = Arrays.copyOf(held, Math.max(end, 2 * held.length));
        if (end > length) System.arraycopy(tokens, length, held, length, end - length);
    }

    private int guess(int[] tokens, int count, int most) {
        for (int guessed = 0; guessed < most; guessed++) {
            int end = count + guessed;
            hold(tokens, end);
            int id = memory.next(tokens, length, end, guessed + 1 < most);
            length = end;
            if (id >= commonTokens || memory.logProbabilities().chosen() < leastLogProbability) return guessed;
            tokens[end] = id;
        }
        return most;
    }

    private void learn(long nanos, int tokens) {
        double each = (double) nanos / tokens;
        nanosPerToken = nanosPerToken == 0 ? each : nanosPerToken + NEWEST * (each - nanosPerToken);
    }

    /// Takes note that the memory may hold anything.
    private void forget(Throwable failure) {
        length = 0;
        try {
            memory.truncate(0);
        } catch (RuntimeException lost) {
            failure.addSuppressed(lost);
        }
    }
}
