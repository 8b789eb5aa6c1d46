package dev.panallama.bench.baseline;

import dev.panallama.bench.figures.Sample;
import java.util.ArrayList;
import java.util.List;

/// The times of slices of work that C, Java and C again did in turns. For one thread.
final class Slices {
    /// What each took for the same tokens.
    private record Slice(int tokens, double c, double java, double cAgain) {
        double bothC() {
            return (c + cAgain) / 2;
        }
    }

    private final List<Slice> all = new ArrayList<>();

    void add(int tokens, double c, double java, double cAgain) {
        all.add(new Slice(tokens, c, java, cAgain));
    }

    /// Returns C's tokens a second.
    Sample c() {
        return Sample.of(all.stream().map(it -> it.tokens() * 1e9 / it.bothC()).toList());
    }

    /// Returns Java's tokens a second.
    Sample java() {
        return Sample.of(all.stream().map(it -> it.tokens() * 1e9 / it.java()).toList());
    }

    /// Returns what Java reached of C's speed in each slice.
    Sample ratio() {
        return Sample.of(all.stream().map(it -> it.bothC() / it.java()).toList());
    }

    /// Returns what C reached of its own speed in each slice.
    Sample noise() {
        return Sample.of(all.stream().map(it -> it.c() / it.cAgain()).toList());
    }
}
