package dev.panallama.internal.memory;

import dev.panallama.gguf.Gguf;
import dev.panallama.gguf.GgufTensor;
import dev.panallama.gguf.TensorType;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// What the weights of a model take, in bytes. Immutable.
///
/// @param parts the headers of the model's files
public record WeightSizes(List<Gguf> parts) {
    /// The place of tensors that come before the first layer.
    public static final int INPUT = -1;

    private static final Pattern LAYER = Pattern.compile("(?:^|\\.)blk\\.(\\d{1,4})\\.");
    private static final Pattern EMBEDDING = Pattern.compile("token_embd.*|position_embd.*|token_types.*");
    private static final String TIED = "token_embd.weight"; // is the output too, where there is no matrix for that

    /// Types that the processor back end rearranges for itself, by the usual processors of each kind: those with AVX2, and
    /// those with the dot product of ARM. The rearranged weights are a copy.
    private static final Set<TensorType> REARRANGED_X64 = Set.of(TensorType.Q4_0, TensorType.Q4_K, TensorType.IQ4_NL,
            TensorType.MXFP4);
    private static final Set<TensorType> REARRANGED_ARM64 = Set.of(TensorType.Q4_0, TensorType.Q4_K, TensorType.Q5_K,
            TensorType.Q6_K, TensorType.Q8_0, TensorType.IQ4_NL, TensorType.MXFP4);
    private static final int TOGETHER = 8; // rows

    public WeightSizes {
        parts = List.copyOf(parts);
    }

    /// Returns which layer a tensor belongs to: [#INPUT], or the number of layers for the output.
    ///
    /// @param layers the number of layers
    public static int layer(GgufTensor tensor, int layers) {
        Matcher layer = LAYER.matcher(tensor.name());
        if (layer.find()) return Math.min(Integer.parseInt(layer.group(1)), layers);
        return EMBEDDING.matcher(tensor.name()).matches() ? INPUT : layers;
    }

    /// Returns the bytes of the file that are mapped for some of the tensors: from the first to the last of them.
    public long mapped(Predicate<GgufTensor> used) {
        return parts.stream().mapToLong(it -> span(it.tensors().stream().filter(used).toList())).sum();
    }

    private static long span(List<GgufTensor> tensors) {
        long first = tensors.stream().mapToLong(GgufTensor::offset).min().orElse(0);
        long end = tensors.stream().mapToLong(it -> it.offset() + it.sizeBytes()).max().orElse(0);
        return end - first;
    }

    /// Returns the bytes of tensors, and of the embedding once more where it is the output as well.
    ///
    /// @param used whether a tensor counts
    /// @param output whether the output counts
    public long sum(Predicate<GgufTensor> used, boolean output) {
        return tensors().filter(used).mapToLong(GgufTensor::sizeBytes).sum() + (output ? tied() : 0);
    }

    /// Returns the bytes of the embedding where that is the output as well, or 0.
    public long tied() {
        return tiedTensors().mapToLong(GgufTensor::sizeBytes).sum();
    }

    /// Returns the bytes of the copies that this machine's processor rearranges.
    ///
    /// @param used whether a tensor counts
    /// @param output whether the output counts
    public long rearranged(Predicate<GgufTensor> used, boolean output) {
        Stream<GgufTensor> matrices = tensors().filter(used).filter(it -> layer(it, Integer.MAX_VALUE) != INPUT);
        return Stream.concat(matrices, output ? tiedTensors() : Stream.empty())
                .filter(WeightSizes::isRearranged)
                .mapToLong(GgufTensor::sizeBytes)
                .sum();
    }

    private static boolean isRearranged(GgufTensor tensor) {
        boolean arm = System.getProperty("os.arch").equals("aarch64");
        return (arm ? REARRANGED_ARM64 : REARRANGED_X64).contains(tensor.type())
                && tensor.shape().size() > 1
                && tensor.shape().get(1) % TOGETHER == 0;
    }

    private Stream<GgufTensor> tiedTensors() {
        return tensors().noneMatch(it -> it.name().equals("output.weight"))
                ? tensors().filter(it -> it.name().equals(TIED))
                : Stream.empty();
    }

    private Stream<GgufTensor> tensors() {
        return parts.stream().flatMap(it -> it.tensors().stream());
    }
}
