package dev.panallama;

import java.time.Duration;

/// Adds up what a session spends on prompts and on generation.
final class Stopwatch {
    private long started;
    private int promptTokens;
    private long promptNanos;
    private int generatedTokens;
    private long generationNanos;

    void start() {
        started = System.nanoTime();
    }

    void stopPrompt(int tokens) {
        promptTokens += tokens;
        promptNanos += System.nanoTime() - started;
    }

    void stopGeneration() {
        generatedTokens++;
        generationNanos += System.nanoTime() - started;
    }

    Timings timings() {
        return new Timings(
                promptTokens, Duration.ofNanos(promptNanos), generatedTokens, Duration.ofNanos(generationNanos));
    }
}
