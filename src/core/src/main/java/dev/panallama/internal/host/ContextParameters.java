package dev.panallama.internal.host;

/// The parameters of one context, to be filled by the caller; what is not set keeps llama.cpp's default.
public interface ContextParameters {
    /// Sets the number of tokens that a sequence holds, at least 1; 0 would stand for the file's own number.
    ContextParameters contextLength(int tokens);

    /// Sets how many sequences there are, 1 to 256, and whether they share the context's cells. Each sequence can
    /// have one row of logits at a time.
    ContextParameters sequences(int count, boolean shared);

    /// Sets how many tokens of a batch can have an output, where that is more than one per sequence.
    ContextParameters outputs(int count);

    /// Asks for embeddings, pooled as `NONE`, `MEAN`, `CLS`, `LAST` or, through the model's head, `RANK`.
    ContextParameters embeddings(String pooling);

    /// Says whether tokens look at those before them alone; without a call the model decides.
    ContextParameters causalAttention(boolean causal);

    /// Sets how many tokens are handed over together and how many of them are computed together, each at least 1.
    ContextParameters batchSizes(int batch, int microBatch);

    /// Stands for as many threads as suit the machine and what else it does.
    int AUTOMATIC = 0;

    /// Sets the number of compute threads for single tokens and for prompts, or [#AUTOMATIC]; for prompts that stands for as
    /// many as for single tokens, and is as fixed as these.
    ContextParameters threads(int generation, int prompt);

    /// Sets how the numbers of the KV cache are stored, by the names of [CacheType].
    ContextParameters cacheTypes(String keys, String values);

    /// Says whether layers with a sliding window keep all tokens, and not just the window.
    ContextParameters keepBeyondWindow(boolean keep);

    /// Says whether attention is computed fused; without a call llama.cpp decides.
    ContextParameters flashAttention(boolean on);

    /// Says whether KV cache and attention are on the GPU, and whether big operations on weights of the CPU go there.
    ContextParameters offload(boolean cache, boolean operations);

    /// Sets the kind of RoPE scaling: `OF_MODEL`, `NONE`, `LINEAR`, `YARN` or `LONGROPE`.
    ContextParameters ropeScaling(String kind);

    /// Sets RoPE's numbers; 0 means the model's own.
    ContextParameters ropeFrequency(float base, float scale);

    /// Sets YaRN's numbers; a negative one, and 0 tokens, mean the model's own.
    ContextParameters yarn(int originalContext, float extrapolation, float attention, float betaFast, float betaSlow);
}
