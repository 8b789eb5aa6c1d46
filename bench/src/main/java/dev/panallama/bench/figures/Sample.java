package dev.panallama.bench.figures;

import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;

/// What was measured several times, with its noise. Immutable.
public final class Sample {
    private final double[] sorted;

    private Sample(double[] sorted) {
        this.sorted = sorted;
    }

    /// Returns a sample of these numbers, in any order.
    ///
    /// @throws IllegalArgumentException if there are none
    public static Sample of(double... values) {
        if (values.length == 0) throw new IllegalArgumentException("nothing was measured: a sample needs a number");
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return new Sample(sorted);
    }

    /// Returns a sample of these numbers, in any order.
    public static Sample of(Collection<Double> values) {
        return of(values.stream().mapToDouble(Double::doubleValue).toArray());
    }

    /// Returns how many numbers there are.
    public int size() {
        return sorted.length;
    }

    public double min() {
        return sorted[0];
    }

    public double max() {
        return sorted[sorted.length - 1];
    }

    public double median() {
        return percentile(50);
    }

    /// Returns the number below which so many percent lie, between two numbers in proportion.
    public double percentile(double percent) {
        double place = percent / 100 * (sorted.length - 1);
        int below = (int) place;
        if (below == sorted.length - 1) return sorted[below];
        return sorted[below] + (place - below) * (sorted[below + 1] - sorted[below]);
    }

    /// Returns the median, and in brackets the least and the greatest.
    public String format(int decimals) {
        return "%s (%s–%s)".formatted(text(median(), decimals), text(min(), decimals), text(max(), decimals));
    }

    /// Returns the median, and in brackets the quartiles: half of the numbers lie between them.
    public String quartiles(int decimals) {
        return "%s (%s–%s)"
                .formatted(text(median(), decimals), text(percentile(25), decimals), text(percentile(75), decimals));
    }

    /// Returns a number as it is written in tables.
    public static String text(double value, int decimals) {
        return String.format(Locale.ROOT, "%." + decimals + "f", value);
    }

    @Override
    public String toString() {
        return format(2);
    }
}
