package dev.panallama;

import java.time.Duration;

/// Adds up what a session spends on prompts and on generation.
final class Stopwatch {
    private long started;
    private int promptTokens;
    private int reusedTokens;
    private long promptNanos;
    private int generatedTokens;
    private long generationNanos;

    void start() {
        started = System.nanoTime();
    }

    /// @param reused how many tokens were there already
    void stopPrompt(int computed, int reused) {
        promptTokens += computed;
        reusedTokens += reused;
        promptNanos += System.nanoTime() - started;
    }

    void stopGeneration() {
        generatedTokens++;
        generationNanos += System.nanoTime() - started;
    }

    Timings timings() {
        return new Timings(promptTokens, reusedTokens, Duration.ofNanos(promptNanos), generatedTokens,
                Duration.ofNanos(generationNanos));
    }
}
