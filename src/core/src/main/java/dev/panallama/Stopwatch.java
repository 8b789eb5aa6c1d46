package dev.panallama;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Adds up what a session spends on prompts and on generation, and perhaps what others do. A session's thread starts and stops
/// its own; sums may be read by any thread.
final class Stopwatch {
    private final @Nullable Stopwatch sum; // of this one and others
    private long started;
    private int promptTokens;
    private int reusedTokens;
    private long promptNanos;
    private int generatedTokens;
    private long generationNanos;

    Stopwatch() {
        sum = null;
    }

    /// Creates one whose times go into a sum too.
    Stopwatch(Stopwatch sum) {
        this.sum = sum;
    }

    void start() {
        started = System.nanoTime();
    }

    /// @param reused how many tokens were there already
    void stopPrompt(int computed, int reused) {
        add(computed, reused, System.nanoTime() - started, 0, 0);
    }

    void stopGeneration() {
        add(0, 0, 0, 1, System.nanoTime() - started);
    }

    private synchronized void add(int prompt, int reused, long untilPrompt, int generated, long untilGenerated) {
        promptTokens += prompt;
        reusedTokens += reused;
        promptNanos += untilPrompt;
        generatedTokens += generated;
        generationNanos += untilGenerated;
        if (sum != null) sum.add(prompt, reused, untilPrompt, generated, untilGenerated);
    }

    synchronized Timings timings() {
        return new Timings(promptTokens, reusedTokens, Duration.ofNanos(promptNanos), generatedTokens,
                Duration.ofNanos(generationNanos));
    }
}
