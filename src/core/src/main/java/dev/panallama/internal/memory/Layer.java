package dev.panallama.internal.memory;

import dev.panallama.gguf.GgufTensor;
import java.util.Map;

/// One layer: which tensors it has, and the sizes of its attention. Immutable.
///
/// @param tensors those of the layer by what follows its prefix, such as `attn_q.weight`
/// @param heads the number of heads of queries
/// @param keyValueHeads the number of heads of keys and values
/// @param keyLength the numbers of a head of keys
/// @param valueLength the numbers of a head of values
/// @param window how many tokens it looks back; 0 for all
/// @param cached whether keys and values are kept
/// @param expertsUsed how many experts compute a token
/// @param state the numbers that are kept of a sequence in a recurrent layer
record Layer(
        Map<String, GgufTensor> tensors,
        long heads,
        long keyValueHeads,
        long keyLength,
        long valueLength,
        long window,
        boolean cached,
        long expertsUsed,
        long state) {
    boolean has(String name) {
        return tensors.containsKey(name + ".weight");
    }

    boolean hasBias(String name) {
        return tensors.containsKey(name + ".bias");
    }

    /// Returns the length of what multiplying by a matrix gives; 0 if there is none.
    long rows(String name) {
        return dimension(name, 1);
    }

    long columns(String name) {
        return dimension(name, 0);
    }

    /// Returns a dimension of a tensor, the length of a row first; 0 if there is none.
    long dimension(String name, int index) {
        GgufTensor tensor = tensors.get(name + ".weight");
        if (tensor == null || index >= tensor.shape().size()) return 0;
        return Math.min(tensor.shape().get(index), Integer.MAX_VALUE);
    }

    long keyWidth() {
        return Sizes.product(keyValueHeads, keyLength);
    }

    long valueWidth() {
        return Sizes.product(keyValueHeads, valueLength);
    }

    /// Returns whether it has a state in place of keys and values, or besides.
    boolean isRecurrent() {
        return state > 0;
    }

    boolean hasAttention() {
        return keyValueHeads > 0 && (has("attn_k") || !isRecurrent())
                && (has("attn_k") || has("attn_qkv") || has("attn_q") || has("attn_kv_a_mqa"));
    }

    /// Returns whether keys are compressed, and values read out of them (multi-head latent attention).
    boolean isLatent() {
        return has("attn_k_b");
    }
}
