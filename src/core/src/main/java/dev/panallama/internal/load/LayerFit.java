package dev.panallama.internal.load;

import java.util.Collections;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/// Decides how many layers go to GPUs: as many as their free memory holds, beside a margin.
///
/// llama.cpp fills GPUs from the last layer on, the output being one more, and gives each device a run of layers by its
/// share. The same is done here for each number of layers, from all of them down, until every device has room.
public final class LayerFit {
    /// Left free on each device for what nobody knows beforehand: other programs, fragments, a second session.
    static final long MARGIN = 1L << 30;

    private LayerFit() {}

    /// Returns how many layers fit, 0 to the number of layers and one more for the output.
    ///
    /// @param free the free memory of each device in bytes; 0 stands for one that does not tell
    /// @param shares what each device gets, in any unit; empty to go by free memory
    /// @param cut whether each layer is cut up for all devices, instead of given to one
    public static int layers(LayerSizes sizes, List<Long> free, List<Double> shares, boolean cut) {
        if (free.isEmpty()) return 0;
        float[] ends = ends(free, shares);
        for (int count = sizes.layers().size() + 1; count > 0; count--)
            if (fits(used(sizes, count, ends, cut), sizes.computing(), free)) return count;
        return 0;
    }

    /// Returns which device each layer goes to, and the output as one more layer: 0, 1, … or -1 for the machine's memory.
    ///
    /// @param layers the number of layers
    /// @param wanted how many of them and the output go to devices; a negative number for all
    /// @param shares what each device gets, in any unit; none for one device
    public static List<Integer> devices(int layers, int wanted, double... shares) {
        int count = wanted < 0 ? layers + 1 : Math.min(wanted, layers + 1);
        List<Double> given = shares.length == 0 ? List.of(1.0) : DoubleStream.of(shares).boxed().toList();
        float[] ends = ends(Collections.nCopies(given.size(), 0L), given);
        return IntStream.rangeClosed(0, layers)
                .map(i -> i - (layers + 1 - count))
                .mapToObj(i -> i < 0 ? -1 : device(ends, (float) i / count))
                .toList();
    }

    /// Returns where the part of each device ends, the whole being 1: in 32 bits, as llama.cpp computes it.
    private static float[] ends(List<Long> free, List<Double> shares) {
        var ends = new float[free.size()];
        float sum = 0;
        for (int i = 0; i < ends.length; i++) {
            sum += shares.isEmpty() ? free.get(i) : i < shares.size() ? shares.get(i).floatValue() : 0;
            ends[i] = sum;
        }
        for (int i = 0; i < ends.length; i++) ends[i] = sum == 0 ? 1 : ends[i] / sum;
        return ends;
    }

    private static long[] used(LayerSizes sizes, int count, float[] ends, boolean cut) {
        var used = new long[ends.length];
        int all = sizes.layers().size() + 1;
        for (int i = 0; i < count; i++) {
            int layer = all - count + i;
            long bytes = layer < all - 1 ? sizes.layers().get(layer) : sizes.output();
            if (cut) for (int d = 0; d < used.length; d++) used[d] += (long) (bytes * (double) share(ends, d));
            else used[device(ends, (float) i / count)] += bytes;
        }
        return used;
    }

    private static float share(float[] ends, int device) {
        return device == 0 ? ends[0] : ends[device] - ends[device - 1];
    }

    /// Returns the first device whose part ends after a point, as `std::upper_bound` does.
    private static int device(float[] ends, float point) {
        return IntStream.range(0, ends.length).filter(i -> ends[i] > point).findFirst().orElse(ends.length - 1);
    }

    private static boolean fits(long[] used, long computing, List<Long> free) {
        return IntStream.range(0, used.length)
                .allMatch(i -> used[i] == 0 || used[i] + computing + MARGIN <= free.get(i));
    }
}
