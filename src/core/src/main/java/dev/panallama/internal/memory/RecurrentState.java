package dev.panallama.internal.memory;

import java.util.Set;

/// What a recurrent layer keeps of a sequence: by `llama_hparams::n_embd_r` and `n_embd_s`.
final class RecurrentState {
    private RecurrentState() {}

    /// Returns how many numbers that are; 0 for a layer that is not recurrent.
    static long numbers(Metadata of, int layer, Set<String> tensors) {
        boolean recurrent = tensors.stream()
                .anyMatch(it -> it.startsWith("ssm_") || it.startsWith("time_mix_") || it.startsWith("shortconv"));
        return recurrent ? recent(of, layer) + state(of, layer) : 0;
    }

    /// Numbers of the last tokens, which a convolution looks at.
    private static long recent(Metadata of, int layer) {
        long width = of.number("embedding_length");
        long before = Math.max(0, of.number("ssm.conv_kernel") - 1);
        if (of.has("wkv.head_size")) return width * of.number("token_shift_count", 2);
        if (of.has("shortconv.l_cache")) return width * Math.max(0, of.number("shortconv.l_cache") - 1);
        if (of.has("kda.head_dim"))
            return Sizes.product(3, before, of.number("attention.head_count", layer, 0), of.number("kda.head_dim"));
        long groups = of.architecture().equals("mamba") || of.architecture().equals("jamba")
                ? 0
                : of.number("ssm.group_count");
        return Sizes.product(
                before, of.number("ssm.inner_size") + Sizes.product(2, groups, of.number("ssm.state_size")));
    }

    private static long state(Metadata of, int layer) {
        long heads = of.number("attention.head_count", layer, 0);
        if (of.has("wkv.head_size")) return Sizes.product(of.number("embedding_length"), of.number("wkv.head_size"));
        if (of.has("shortconv.l_cache")) return 0;
        if (of.has("kda.head_dim")) return Sizes.product(of.number("kda.head_dim"), of.number("kda.head_dim"), heads);
        return Sizes.product(of.number("ssm.state_size"), of.number("ssm.inner_size"));
    }
}
