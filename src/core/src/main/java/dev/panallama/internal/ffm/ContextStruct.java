package dev.panallama.internal.ffm;

import dev.panallama.bindings.llama_context_params;
import dev.panallama.bindings.llama_h;
import dev.panallama.internal.Processors;
import dev.panallama.internal.host.ContextParameters;
import dev.panallama.internal.memory.ContextShape;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// The `llama_context_params` of one context, filled by the caller; what is not set keeps llama.cpp's default.
final class ContextStruct implements ContextParameters {
    private static final long MAX_CELLS = 1 << 30;

    private final MemorySegment params;
    private int tokensPerSequence;
    private int tokenThreads = AUTOMATIC;
    private int promptThreads = AUTOMATIC;
    private CacheType keys = CacheType.F16;
    private CacheType values = CacheType.F16;
    private String ropeScaling = "OF_MODEL";

    ContextStruct(Arena arena) {
        params = llama_h.llama_context_default_params(arena);
        sequences(1, true);
    }

    @Override
    public ContextStruct contextLength(int tokens) {
        tokensPerSequence = tokens;
        return this;
    }

    @Override
    public ContextStruct sequences(int count, boolean shared) {
        llama_context_params.n_seq_max(params, count);
        llama_context_params.n_outputs_max(params, count);
        llama_context_params.kv_unified(params, shared);
        return this;
    }

    @Override
    public ContextStruct outputs(int count) {
        llama_context_params.n_outputs_max(params, count);
        return this;
    }

    @Override
    public ContextStruct embeddings(String pooling) {
        llama_context_params.embeddings(params, true);
        llama_context_params.pooling_type(params, switch (pooling) {
            case "NONE" -> llama_h.LLAMA_POOLING_TYPE_NONE();
            case "MEAN" -> llama_h.LLAMA_POOLING_TYPE_MEAN();
            case "CLS" -> llama_h.LLAMA_POOLING_TYPE_CLS();
            case "LAST" -> llama_h.LLAMA_POOLING_TYPE_LAST();
            case "RANK" -> llama_h.LLAMA_POOLING_TYPE_RANK();
            default -> throw new IllegalArgumentException("there is no pooling " + pooling);
        });
        return this;
    }

    @Override
    public ContextStruct causalAttention(boolean causal) {
        llama_context_params.attention_type(
                params, causal ? llama_h.LLAMA_ATTENTION_TYPE_CAUSAL() : llama_h.LLAMA_ATTENTION_TYPE_NON_CAUSAL());
        return this;
    }

    @Override
    public ContextStruct batchSizes(int batch, int microBatch) {
        llama_context_params.n_batch(params, batch);
        llama_context_params.n_ubatch(params, microBatch);
        return this;
    }

    @Override
    public ContextStruct threads(int generation, int prompt) {
        tokenThreads = generation;
        promptThreads = prompt;
        return this;
    }

    /// Sets who is asked about each tensor of the graph, a `ggml_backend_sched_eval_callback` that outlives the context.
    ContextStruct watch(MemorySegment callback) {
        llama_context_params.cb_eval(params, callback);
        return this;
    }

    @Override
    public ContextStruct cacheTypes(String keys, String values) {
        this.keys = CacheType.valueOf(keys);
        this.values = CacheType.valueOf(values);
        llama_context_params.type_k(params, this.keys.ggmlType());
        llama_context_params.type_v(params, this.values.ggmlType());
        return this;
    }

    @Override
    public ContextStruct keepBeyondWindow(boolean keep) {
        llama_context_params.swa_full(params, keep);
        return this;
    }

    @Override
    public ContextStruct flashAttention(boolean on) {
        llama_context_params.flash_attn_type(
                params, on ? llama_h.LLAMA_FLASH_ATTN_TYPE_ENABLED() : llama_h.LLAMA_FLASH_ATTN_TYPE_DISABLED());
        return this;
    }

    @Override
    public ContextStruct offload(boolean cache, boolean operations) {
        llama_context_params.offload_kqv(params, cache);
        llama_context_params.op_offload(params, operations);
        return this;
    }

    @Override
    public ContextStruct ropeScaling(String kind) {
        ropeScaling = kind;
        llama_context_params.rope_scaling_type(params, switch (kind) {
            case "OF_MODEL" -> llama_h.LLAMA_ROPE_SCALING_TYPE_UNSPECIFIED();
            case "NONE" -> llama_h.LLAMA_ROPE_SCALING_TYPE_NONE();
            case "LINEAR" -> llama_h.LLAMA_ROPE_SCALING_TYPE_LINEAR();
            case "YARN" -> llama_h.LLAMA_ROPE_SCALING_TYPE_YARN();
            case "LONGROPE" -> llama_h.LLAMA_ROPE_SCALING_TYPE_LONGROPE();
            default -> throw new IllegalArgumentException("there is no RoPE scaling " + kind);
        });
        return this;
    }

    @Override
    public ContextStruct ropeFrequency(float base, float scale) {
        llama_context_params.rope_freq_base(params, base);
        llama_context_params.rope_freq_scale(params, scale);
        return this;
    }

    @Override
    public ContextStruct yarn(
            int originalContext, float extrapolation, float attention, float betaFast, float betaSlow) {
        llama_context_params.yarn_orig_ctx(params, originalContext);
        llama_context_params.yarn_ext_factor(params, extrapolation);
        llama_context_params.yarn_attn_factor(params, attention);
        llama_context_params.yarn_beta_fast(params, betaFast);
        llama_context_params.yarn_beta_slow(params, betaSlow);
        return this;
    }

    int contextLength() {
        return tokensPerSequence;
    }

    /// Returns the numbers that the context's memory depends on.
    ContextShape shape() {
        return new ContextShape(
                tokensPerSequence,
                sequences(),
                sharesCells(),
                outputs(),
                llama_context_params.n_batch(params),
                llama_context_params.n_ubatch(params),
                keys.tensorType(),
                values.tensorType(),
                isFused(),
                keepsBeyondWindow());
    }

    private boolean isFused() {
        return llama_context_params.flash_attn_type(params) != llama_h.LLAMA_FLASH_ATTN_TYPE_DISABLED();
    }

    /// Throws where llama.cpp would break off: each sequence takes a place in context and batch.
    void check() {
        if (sequences() > places())
            throw new IllegalArgumentException(
                    "%d sequences do not fit into a batch of %d tokens and a context of %d: ask for fewer forks"
                            .formatted(sequences(), llama_context_params.n_batch(params), cells()));
        if (llama_context_params.embeddings(params) && microBatchSize() % sequences() != 0)
            throw new IllegalArgumentException(
                    "a micro-batch of %d tokens is no multiple of %d sequences, as pooling needs it"
                            .formatted(microBatchSize(), sequences()));
        if (cells() > MAX_CELLS)
            throw new IllegalArgumentException(
                    "%d sequences of %,d tokens are more than %,d in all: ask for fewer forks or a shorter context"
                            .formatted(sequences(), tokensPerSequence, MAX_CELLS));
    }

    /// Returns how many sequences there can be.
    long places() {
        return Math.min(batchSize(), cells());
    }

    int batchSize() {
        return llama_context_params.n_batch(params);
    }

    /// Throws if the rows of logits, which llama.cpp keeps twice and also where embeddings alone are wanted, would be more
    /// than the memory of the machine.
    void checkOutputs(int vocabularySize, long machineMemory) {
        long rows = llama_context_params.n_outputs_max(params);
        long bytes = 2 * rows * vocabularySize * Float.BYTES;
        if (bytes > machineMemory)
            throw new IllegalArgumentException(
                    "the outputs of %,d tokens need %.1f GiB and the machine has %.1f GiB: ask for shorter texts and batches"
                            .formatted(rows, bytes / (double) (1 << 30), machineMemory / (double) (1 << 30)));
    }

    /// Returns how many cells the KV cache has to have.
    long cells() {
        return sharesCells() ? tokensPerSequence : (long) tokensPerSequence * sequences();
    }

    int outputs() {
        return llama_context_params.n_outputs_max(params);
    }

    int sequences() {
        return llama_context_params.n_seq_max(params);
    }

    boolean sharesCells() {
        return llama_context_params.kv_unified(params);
    }

    boolean keepsBeyondWindow() {
        return llama_context_params.swa_full(params);
    }

    CacheType keys() {
        return keys;
    }

    CacheType values() {
        return values;
    }

    String ropeScaling() {
        return ropeScaling;
    }

    float yarnExtrapolation() {
        return llama_context_params.yarn_ext_factor(params);
    }

    float yarnAttention() {
        return llama_context_params.yarn_attn_factor(params);
    }

    int microBatchSize() {
        return Math.min(tokensPerSequence, llama_context_params.n_ubatch(params));
    }

    /// Returns what computes for a context that was made with these parameters.
    ComputeThreads threads(MemorySegment context) {
        return new ComputeThreads(context, count(tokenThreads),
                count(promptThreads == AUTOMATIC ? tokenThreads : promptThreads));
    }

    private static ThreadCount count(int threads) {
        return threads == AUTOMATIC ? ThreadCount.upTo(Processors.cores()) : ThreadCount.fixed(threads);
    }

    /// Returns the struct, complete.
    MemorySegment segment() {
        llama_context_params.n_ctx(params, Math.toIntExact(cells()));
        return params;
    }
}
