package dev.panallama.internal.check;

import dev.panallama.gguf.Gguf;
import dev.panallama.gguf.GgufTensor;
import dev.panallama.gguf.TensorType;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// The types of tensors: there are some that llama.cpp stores, and has no function to compute with.
final class TensorRules {
    /// Rows of what is computed, never of weights.
    private static final Set<TensorType> INTERMEDIATE = EnumSet.of(TensorType.Q8_1, TensorType.Q8_K);

    /// Types that some architectures have tables of, though no matrices.
    private static final Set<TensorType> TABLES = EnumSet.of(TensorType.I8, TensorType.I16, TensorType.I32,
            TensorType.I64, TensorType.F64);

    private TensorRules() {}

    /// @param known whether all tensors are matrices and vectors to compute with
    static void check(List<Gguf> parts, boolean known, Findings findings) {
        for (Gguf part : parts) for (GgufTensor it : part.tensors()) check(it, known, findings);
    }

    private static void check(GgufTensor it, boolean known, Findings findings) {
        if (INTERMEDIATE.contains(it.type()) || (known && TABLES.contains(it.type())))
            findings.fault("tensor %s is of type %s, which llama.cpp cannot compute with: quantize the model anew",
                    it.name(), it.type());
        else
            if (known && it.type() != TensorType.F32 && isVector(it))
                findings.fault(
                        "tensor %s is of type %s: llama.cpp adds and multiplies vectors as F32; convert the model anew",
                        it.name(), it.type());
    }

    private static boolean isVector(GgufTensor it) {
        String name = it.name();
        return it.shape().size() == 1 || name.endsWith(".bias") || name.endsWith(".scale") || name.contains("norm")
                || name.contains("rope_f") || name.contains("ssm_conv1d") || name.endsWith("ssm_a")
                || name.endsWith("ssm_d") || name.contains("token_types");
    }
}
