package dev.panallama.jinja;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/// Stable sorting by Python's `<`, which may not be an order at all.
final class Sorting {
    private record Keyed(Object key, Object value) {}

    private Sorting() {}

    static List<Object> sort(Rendering rendering, List<Object> values, UnaryOperator<Object> key, boolean reverse) {
        Keyed[] from = values.stream().map(it -> new Keyed(key.apply(it), it)).toArray(Keyed[]::new);
        Keyed[] to = from.clone();
        merge(rendering, from, to, 0, from.length, reverse);
        var sorted = new ArrayList<Object>(to.length);
        for (Keyed keyed : to) sorted.add(keyed.value);
        return sorted;
    }

    /// Sorts what both arrays hold between two places, into the second.
    private static void merge(Rendering rendering, Keyed[] from, Keyed[] to, int start, int end, boolean reverse) {
        if (end - start < 2) return;
        int middle = (start + end) >>> 1;
        merge(rendering, to, from, start, middle, reverse);
        merge(rendering, to, from, middle, end, reverse);
        int left = start;
        int right = middle;
        for (int i = start; i < end; i++) {
            boolean takesRight = left == middle || (right < end && before(rendering, from[right], from[left], reverse));
            to[i] = takesRight ? from[right++] : from[left++];
        }
    }

    private static boolean before(Rendering rendering, Keyed one, Keyed other, boolean reverse) {
        rendering.step();
        return reverse
                ? Comparison.less(rendering, other.key, one.key)
                : Comparison.less(rendering, one.key, other.key);
    }
}
