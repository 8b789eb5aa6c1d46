package dev.panallama;

import dev.panallama.error.GgufException;
import dev.panallama.gguf.Gguf;
import dev.panallama.gguf.GgufTensor;
import dev.panallama.gguf.TensorType;
import dev.panallama.internal.load.LayerFit;
import dev.panallama.internal.load.SplitFiles;
import dev.panallama.internal.memory.ContextNeeds;
import dev.panallama.internal.memory.ContextShape;
import dev.panallama.internal.memory.ModelShape;
import dev.panallama.internal.memory.WeightSizes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;

/// How much memory a model and a session of it will take, from the header of the file alone: the file need not be loaded,
/// nor be there. Immutable.
///
/// What llama.cpp allocates is computed, not measured: for transformers, with experts, with sliding windows or without,
/// and for Mamba and hybrids of it, the figures are those of llama.cpp to within a few parts in a hundred. For other
/// recurrent models, encoders, and for what GPUs need to compute, they are rougher.
///
/// @param machine what is taken of the machine's memory
/// @param gpus what is taken of each GPU, in the order of the shares
public record MemoryEstimate(MemoryUsage machine, List<MemoryUsage> gpus) {
    public MemoryEstimate {
        gpus = List.copyOf(gpus);
    }

    /// Estimates for a file, or of a split model the first, with all of it in the machine's memory.
    ///
    /// @throws IOException if a file cannot be read
    /// @throws GgufException if it is no GGUF file
    /// @throws dev.panallama.error.ModelLoadException if a part of a split model is missing
    public static MemoryEstimate of(Path file, SessionOptions options) throws IOException {
        var headers = new ArrayList<Gguf>();
        for (Path part : SplitFiles.of(file)) headers.add(Gguf.read(part));
        return of(headers, options, 0);
    }

    /// Estimates for a file of this header, with all of it in the machine's memory.
    public static MemoryEstimate of(Gguf header, SessionOptions options) {
        return of(List.of(header), options, 0);
    }

    /// Estimates for a model on a machine with GPUs.
    ///
    /// @param headers those of all files of the model
    /// @param gpuLayers how many layers go to GPUs, as in [ModelOptions#gpuLayers]: a number or
    ///     [ModelOptions#ALL_LAYERS]
    /// @param shares how much each GPU gets, in any unit; none for one GPU
    /// @throws IllegalArgumentException if there is no header, the number of layers is below
    ///     [ModelOptions#ALL_LAYERS], or a share is no number of 0 or more
    public static MemoryEstimate of(List<Gguf> headers, SessionOptions options, int gpuLayers, double... shares) {
        check(headers, gpuLayers, shares);
        Gguf first = headers.getFirst();
        ModelShape model = ModelShape.of(first, headers.stream().flatMap(it -> it.tensors().stream()));
        var split = new Split(new WeightSizes(headers), model, context(options, model), options.kvCache().offload(),
                LayerFit.devices(model.layers().size(), gpuLayers, shares));
        var gpus = new ArrayList<MemoryUsage>();
        for (int i = 0; gpuLayers != 0 && i < Math.max(1, shares.length); i++) gpus.add(split.gpu(i));
        return new MemoryEstimate(split.machine(), gpus);
    }

    private static void check(List<Gguf> headers, int gpuLayers, double... shares) {
        if (headers.isEmpty()) throw new IllegalArgumentException("no header is given: give those of all files");
        if (gpuLayers < ModelOptions.ALL_LAYERS)
            throw new IllegalArgumentException("gpuLayers is %d: give 0 or more, or -1 for all".formatted(gpuLayers));
        if (!Arrays.stream(shares).allMatch(it -> it >= 0 && it <= 1e9))
            throw new IllegalArgumentException("shares are %s: give 0 or more each".formatted(Arrays.toString(shares)));
    }

    /// Returns what is taken of all memories together.
    public MemoryUsage total() {
        return machine.plus(MemoryUsage.sum(gpus));
    }

    private static ContextShape context(SessionOptions options, ModelShape model) {
        boolean fused = options.flashAttention() != FlashAttention.OFF && !model.architecture().equals("grok");
        boolean asked = options.contextLength() != SessionOptions.AUTOMATIC;
        return new ContextShape(
                asked ? options.contextLength() : model.usualContext(),
                1 + options.forks(),
                options.kvCache().shared(),
                1 + options.forks(),
                options.batchSize(),
                options.microBatchSize(),
                TensorType.valueOf(options.kvCache().keys().name()),
                TensorType.valueOf(options.kvCache().values().name()),
                fused,
                options.kvCache().beyondWindow());
    }

    /// Which layers are where: on GPU 0, 1, … or -1 for the machine's memory; the last one is the output.
    private record Split(WeightSizes weights, ModelShape model, ContextShape context, boolean cacheFollows,
            List<Integer> devices) {
        private static final int MACHINE = -1;

        MemoryUsage gpu(int index) {
            ContextNeeds needs = needs(index);
            return new MemoryUsage(
                    0,
                    weights.sum(on(index), hasOutput(index)),
                    cacheFollows ? needs.cache() : 0,
                    cacheFollows ? needs.state() : 0,
                    isUsed(index) ? needs.computing() : 0,
                    0);
        }

        MemoryUsage machine() {
            ContextNeeds needs = cacheFollows ? needs(MACHINE) : ContextNeeds.of(model, context);
            return new MemoryUsage(
                    weights.mapped(on(MACHINE)),
                    weights.rearranged(on(MACHINE), hasOutput(MACHINE)),
                    needs.cache(),
                    needs.state(),
                    needs.computing(),
                    ContextNeeds.output(model, context));
        }

        private ContextNeeds needs(int device) {
            int layers = model.layers().size();
            int from = 0;
            while (from < layers && devices.get(from) != device) from++;
            int to = from;
            while (to < layers && devices.get(to) == device) to++;
            return ContextNeeds.of(model, context, from, to, hasOutput(device));
        }

        private Predicate<GgufTensor> on(int device) {
            int layers = model.layers().size();
            return it -> {
                int layer = WeightSizes.layer(it, layers);
                return (layer == WeightSizes.INPUT ? MACHINE : devices.get(layer)) == device;
            };
        }

        private boolean hasOutput(int device) {
            return devices.getLast() == device;
        }

        private boolean isUsed(int device) {
            return devices.contains(device);
        }
    }

    /// Returns the parts in MiB.
    @Override
    public String toString() {
        return gpus.isEmpty() ? machine.toString() : "machine %s, GPUs %s".formatted(machine, gpus);
    }
}
