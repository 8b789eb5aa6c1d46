package dev.panallama.internal.load;

import dev.panallama.gguf.GgufTensor;
import dev.panallama.gguf.TensorType;
import dev.panallama.internal.memory.ContextNeeds;
import dev.panallama.internal.memory.ContextShape;
import dev.panallama.internal.memory.ModelShape;
import dev.panallama.internal.memory.WeightSizes;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/// How much memory the parts of a model take on a GPU, in bytes. Immutable.
///
/// @param layers of each layer, weights and KV cache
/// @param output of the last matrix and norm, which count as one more layer
/// @param computing of each device's intermediate results, about
public record LayerSizes(List<Long> layers, long output, long computing) {
    private static final int BATCH = 512; // tokens computed together

    public LayerSizes {
        layers = List.copyOf(layers);
    }

    /// Adds up the tensors of a model, and what each layer keeps of a sequence in 16 bits.
    ///
    /// @param contextLength the tokens of the sequence; 0 takes what the model was trained for, at most 4096
    /// @param elsewhere whether a tensor of that name is kept off the GPU by its user
    public static LayerSizes of(Header header, int contextLength, Predicate<String> elsewhere) {
        ModelShape model = ModelShape.of(header.first(), header.tensors());
        long context = contextLength > 0 ? contextLength : model.usualContext();
        var shape = new ContextShape(context, 1, true, 1, BATCH, BATCH, TensorType.F16, TensorType.F16, true, false);
        int count = model.layers().size();
        var weights = new long[count + 1];
        header.tensors().filter(it -> !elsewhere.test(it.name())).forEach(it -> add(weights, it));
        return new LayerSizes(
                IntStream.range(0, count).mapToObj(i -> weights[i] + ContextNeeds.kept(model, shape, i)).toList(),
                weights[count] + header.weights().tied(),
                ContextNeeds.of(model, shape).computing());
    }

    private static void add(long[] weights, GgufTensor tensor) {
        int layer = WeightSizes.layer(tensor, weights.length - 1);
        if (layer != WeightSizes.INPUT) weights[layer] += tensor.sizeBytes();
    }
}
