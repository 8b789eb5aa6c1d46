package dev.panallama.fuzz;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// What came of the cases of one target.
final class Tally {
    private final String target;
    private final Map<String, Integer> outcomes = new TreeMap<>();
    private final List<String> findings = new ArrayList<>();
    private final long began = System.nanoTime();
    private long cases;
    private long mostMemory;

    Tally(String target) {
        this.target = target;
    }

    void add(Answer answer) {
        cases++;
        outcomes.merge(answer.toString(), 1, Integer::sum);
        mostMemory = Math.max(mostMemory, answer.resident());
    }

    void addFinding(String finding) {
        findings.add(finding);
    }

    List<String> findings() {
        return findings;
    }

    @Override
    public String toString() {
        String counts = outcomes.entrySet().stream()
                .map(it -> "%,d %s".formatted(it.getValue(), it.getKey()))
                .collect(Collectors.joining(", "));
        return "%s: %,d cases in %d s, %d findings, %d MB at most: %s".formatted(target, cases,
                Duration.ofNanos(System.nanoTime() - began).toSeconds(), findings.size(), mostMemory >> 20, counts);
    }
}
