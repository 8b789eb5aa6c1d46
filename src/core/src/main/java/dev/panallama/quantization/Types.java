package dev.panallama.quantization;

import dev.panallama.gguf.TensorType;
import java.util.EnumSet;
import java.util.Set;

/// What llama.cpp can write. At others it would break off.
final class Types {
    private static final Set<TensorType> NOT_WRITTEN = EnumSet.of(TensorType.Q8_1, TensorType.Q8_K, TensorType.I8,
            TensorType.I16, TensorType.I32, TensorType.I64, TensorType.F64);

    /// Types for whose tensors llama.cpp breaks off without importances, where it does not report it.
    static final Set<TensorType> IMPORTANCE_NEEDED = EnumSet.of(TensorType.IQ2_XXS, TensorType.IQ2_XS,
            TensorType.IQ1_S);

    private Types() {}

    static void checkWritable(String what, TensorType type) {
        if (NOT_WRITTEN.contains(type))
            throw new IllegalArgumentException(
                    "%s is %s, which llama.cpp cannot write: give one of %s".formatted(what, type,
                            EnumSet.complementOf(EnumSet.copyOf(NOT_WRITTEN))));
    }
}
