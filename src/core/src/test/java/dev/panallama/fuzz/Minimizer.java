package dev.panallama.fuzz;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/// Shrinks a case: drops steps, many at a time and then one by one, as long as it still does harm.
final class Minimizer {
    private final Predicate<List<Step>> harmful;
    private int trials;

    /// @param trials how many times a shorter case is tried at most
    Minimizer(Predicate<List<Step>> harmful, int trials) {
        this.harmful = harmful;
        this.trials = trials;
    }

    List<Step> minimize(List<Step> steps) {
        List<Step> least = steps;
        for (int size = Math.max(1, steps.size() / 2); size >= 1; size /= 2) least = drop(least, size);
        return least;
    }

    private List<Step> drop(List<Step> steps, int size) {
        List<Step> least = steps;
        for (int at = 0; at < least.size() && trials > 0;) {
            var shorter = new ArrayList<>(least);
            shorter.subList(at, Math.min(at + size, least.size())).clear();
            trials--;
            if (harmful.test(shorter)) least = shorter;
            else at += size;
        }
        return least;
    }
}
