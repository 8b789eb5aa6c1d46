package dev.panallama.quantization;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Figures about the mean squares of a tensor's activations, as `llama-imatrix --show-statistics` prints them.
///
/// @param tensor the tensor's name
/// @param elements how many inputs were used at all
/// @param sum the sum over all inputs
/// @param minimum the smallest
/// @param maximum the largest
/// @param mean their mean
/// @param deviation their standard deviation
/// @param active which share of them is above 0.00001
/// @param entropy of their distribution, in bits
/// @param outliers which share of them is more than a standard deviation above the mean
/// @param likeness the cosine of the angle to the same tensor of the layer before; 0 if there is none
public record ImportanceStatistics(String tensor, int elements, double sum, double minimum, double maximum,
        double mean, double deviation, double active, double entropy, double outliers, double likeness) {
    private static final double INACTIVE = 1e-5;
    private static final Pattern LAYER = Pattern.compile("blk\\.(\\d{1,9})\\.");

    static List<ImportanceStatistics> of(SortedMap<String, ImportanceEntry> entries) {
        var statistics = new ArrayList<ImportanceStatistics>();
        entries.forEach((name, entry) -> {
            double[] means = used(entry);
            if (means.length > 0) statistics.add(of(name, means, likeness(name, entry, entries)));
        });
        return List.copyOf(statistics);
    }

    /// The means of those experts that had activations.
    private static double[] used(ImportanceEntry entry) {
        float[] sums = entry.sums();
        long[] counts = entry.counts();
        int row = sums.length / counts.length;
        var used = new double[sums.length];
        int count = 0;
        for (int i = 0; i < sums.length; i++) if (counts[i / row] > 0) used[count++] = sums[i] / counts[i / row];
        return Arrays.copyOf(used, count);
    }

    private static ImportanceStatistics of(String name, double[] means, double likeness) {
        double sum = 0;
        double squares = 0;
        double minimum = Double.POSITIVE_INFINITY;
        double maximum = 0;
        for (double it : means) {
            sum += it;
            squares += it * it;
            minimum = Math.min(minimum, it);
            maximum = Math.max(maximum, it);
        }
        double mean = sum / means.length;
        double deviation = Math.sqrt(Math.max(0, squares / means.length - mean * mean));
        return new ImportanceStatistics(name, means.length, sum, minimum, maximum, mean, deviation,
                share(means, INACTIVE), entropy(means, sum), deviation > 0 ? share(means, mean + deviation) : 0,
                likeness);
    }

    private static double share(double[] means, double threshold) {
        int above = 0;
        for (double it : means) if (it > threshold) above++;
        return (double) above / means.length;
    }

    private static double entropy(double[] means, double sum) {
        double entropy = 0;
        for (double it : means) if (it > 0) entropy -= it / sum * Math.log(it / sum) / Math.log(2);
        return entropy;
    }

    private static double likeness(String name, ImportanceEntry entry, SortedMap<String, ImportanceEntry> entries) {
        Matcher layer = LAYER.matcher(name);
        if (!layer.find()) return 0;
        int before = Integer.parseInt(layer.group(1)) - 1;
        ImportanceEntry other = entries.get(name.substring(0, layer.start(1)) + before + name.substring(layer.end(1)));
        return other == null || other.size() != entry.size() ? 0 : cosine(entry.sums(), other.sums());
    }

    private static double cosine(float[] a, float[] b) {
        double product = 0;
        double squaresOfA = 0;
        double squaresOfB = 0;
        for (int i = 0; i < a.length; i++) {
            product += (double) a[i] * b[i];
            squaresOfA += (double) a[i] * a[i];
            squaresOfB += (double) b[i] * b[i];
        }
        double lengths = Math.sqrt(squaresOfA * squaresOfB);
        return lengths > 0 ? product / lengths : 0;
    }
}
