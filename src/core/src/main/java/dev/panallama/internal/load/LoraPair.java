package dev.panallama.internal.load;

import dev.panallama.gguf.GgufTensor;
import dev.panallama.gguf.TensorType;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// The two matrices whose product an adapter adds to one tensor of a model.
///
/// @param target the name of that tensor
/// @param a turns what goes into the tensor into as many numbers as the rank is
/// @param b turns those into what comes out of it
public record LoraPair(String target, GgufTensor a, GgufTensor b) {
    static final String A = ".lora_a";
    static final String B = ".lora_b";

    /// Types that llama.cpp stores, but does not multiply with.
    private static final Set<TensorType> NO_WEIGHTS = EnumSet.of(TensorType.Q8_1, TensorType.Q8_K, TensorType.I8,
            TensorType.I16, TensorType.I32, TensorType.I64, TensorType.F64);

    static String target(String tensor) {
        return tensor.substring(0, tensor.length() - A.length());
    }

    static boolean isUnadaptable(TensorType type) {
        return type == TensorType.NVFP4;
    }

    /// Returns the number that alpha is divided by.
    public long rank() {
        return length(b, 0);
    }

    /// Returns whether it changes the vectors of tokens. Its first matrix is a table of them then, not turned over.
    boolean isEmbedding() {
        return target.endsWith("token_embd.weight");
    }

    /// Returns which rule is broken for a target, or an empty text.
    String broken(GgufTensor base) {
        for (GgufTensor it : List.of(a, b)) {
            if (NO_WEIGHTS.contains(it.type()))
                return "its tensor %s is of type %s, which llama.cpp does not multiply with".formatted(it.name(),
                        it.type());
            if (it.elements() == 0) return "its tensor %s of shape %s is empty".formatted(it.name(), it.shape());
        }
        if (base.shape().size() < 2)
            return "its tensor %s is for %s, a vector: llama.cpp adapts matrices".formatted(a.name(), target);
        for (GgufTensor it : List.of(a, b)) {
            if (length(it, 2) != length(base, 2) || length(it, 3) != length(base, 3))
                return "its tensor %s has shape %s: it has to be one matrix for each of the %,d of %s".formatted(
                        it.name(), it.shape(), length(base, 2) * length(base, 3), target);
        }
        return fits(base) ? "" : brokenShape(base);
    }

    private boolean fits(GgufTensor base) {
        return isEmbedding()
                ? length(b, 1) == length(base, 0) && length(a, 1) == length(base, 1) && length(a, 0) == rank()
                : length(a, 0) == length(base, 0) && length(b, 1) == length(base, 1) && length(a, 1) == rank();
    }

    private String brokenShape(GgufTensor base) {
        List<Long> left = isEmbedding() ? List.of(rank(), length(base, 1)) : List.of(length(base, 0), rank());
        List<Long> right = List.of(rank(), length(base, isEmbedding() ? 0 : 1));
        return "its tensors %s and .lora_b have shapes %s and %s: for %s of shape %s and rank %,d they have to be %s and %s"
                .formatted(a.name(), a.shape(), b.shape(), target, base.shape(), rank(), left, right);
    }

    private static long length(GgufTensor tensor, int dimension) {
        return dimension < tensor.shape().size() ? tensor.shape().get(dimension) : 1;
    }
}
