package dev.panallama;

import dev.panallama.internal.host.NativeBuffer;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;

/// How much of a device's memory is used for what, in bytes. Immutable.
///
/// @param mappedWeights weights in a mapped file: the system reads them when they are needed, shares them between
///     processes, and can drop them when memory is short
/// @param weights weights in memory of their own: on GPUs, read without mapping, or rearranged for the processor
/// @param kvCache keys and values of attention
/// @param recurrentState states of recurrent layers
/// @param computing intermediate results of the largest batch
/// @param output the rows of logits that are read
public record MemoryUsage(
        long mappedWeights, long weights, long kvCache, long recurrentState, long computing, long output) {
    /// Nothing.
    static final MemoryUsage NONE = new MemoryUsage(0, 0, 0, 0, 0, 0);

    /// Returns the sum of all.
    public long total() {
        return mappedWeights + allocated();
    }

    /// Returns the sum without mapped weights: what is not there for anybody else.
    public long allocated() {
        return weights + kvCache + recurrentState + computing + output;
    }

    /// Returns this and another usage together.
    public MemoryUsage plus(MemoryUsage other) {
        return new MemoryUsage(
                mappedWeights + other.mappedWeights,
                weights + other.weights,
                kvCache + other.kvCache,
                recurrentState + other.recurrentState,
                computing + other.computing,
                output + other.output);
    }

    /// Returns the sum of what several devices hold.
    public static MemoryUsage sum(Collection<MemoryUsage> devices) {
        return devices.stream().reduce(NONE, MemoryUsage::plus);
    }

    /// Adds up buffers by device, in the order in which they were allocated.
    static Map<String, MemoryUsage> byDevice(List<NativeBuffer> buffers) {
        var devices = new LinkedHashMap<String, MemoryUsage>();
        for (NativeBuffer it : buffers) devices.merge(it.device(), of(it), MemoryUsage::plus);
        return Collections.unmodifiableMap(devices);
    }

    private static MemoryUsage of(NativeBuffer buffer) {
        long size = buffer.sizeBytes();
        return switch (buffer.use()) {
            case WEIGHTS -> buffer.isMapped()
                    ? new MemoryUsage(size, 0, 0, 0, 0, 0)
                    : new MemoryUsage(0, size, 0, 0, 0, 0);
            case CACHE -> new MemoryUsage(0, 0, size, 0, 0, 0);
            case STATE -> new MemoryUsage(0, 0, 0, size, 0, 0);
            case COMPUTING -> new MemoryUsage(0, 0, 0, 0, size, 0);
            case OUTPUT -> new MemoryUsage(0, 0, 0, 0, 0, size);
        };
    }

    /// Returns the sum and the parts that are not 0, in MiB.
    @Override
    public String toString() {
        var parts = new StringJoiner(", ", " (", ")").setEmptyValue("");
        add(parts, mappedWeights, "mapped weights");
        add(parts, weights, "weights");
        add(parts, kvCache, "KV cache");
        add(parts, recurrentState, "recurrent state");
        add(parts, computing, "computing");
        add(parts, output, "output");
        return mebibytes(total()) + parts;
    }

    private static void add(StringJoiner parts, long bytes, String what) {
        if (bytes > 0) parts.add(what + " " + mebibytes(bytes));
    }

    private static String mebibytes(long bytes) {
        return String.format(Locale.ROOT, "%,.2f MiB", bytes / 1048576.0);
    }
}
