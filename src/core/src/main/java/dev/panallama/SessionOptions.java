package dev.panallama;

import dev.panallama.internal.Range;
import dev.panallama.internal.host.ContextParameters;

/// How a session is opened. Immutable; start from [#defaults] and change what matters.
///
/// @param contextLength how many tokens the session holds, prompt and answer together; [#AUTOMATIC] takes what
///     the model was trained for, at most 4096
/// @param batchSize how many tokens of a prompt are handed over together: at most the context length is granted
/// @param microBatchSize how many of those are computed together: more is faster up to a point and takes more memory
/// @param threads the number of compute threads while generating; [#AUTOMATIC] takes one for each core of the machine
///     (hyper-threads and efficiency cores left out), and fewer while other work keeps the cores busy: llama.cpp's threads
///     spin, and slow each other down tenfold when they are displaced
/// @param promptThreads the number of compute threads for prompts; [#AUTOMATIC] takes as many as for generating, and all
///     of them whatever else the machine does where 32 tokens or more are computed together
/// @param flashAttention whether attention is computed fused
/// @param kvCache how keys and values are kept
/// @param rope how positions are stretched beyond what the model was trained for
/// @param offloadOperations whether big operations go to a GPU also where their weights are on the CPU
/// @param forks how many [forks][Session#fork] can share the KV cache at a time; further ones copy it
/// @param contextShift how many tokens from the beginning are kept when the context is full and the oldest half of the
///     others is dropped to go on; [#NO_SHIFT] ends the generation instead
public record SessionOptions(
        int contextLength,
        int batchSize,
        int microBatchSize,
        int threads,
        int promptThreads,
        FlashAttention flashAttention,
        KvCacheOptions kvCache,
        RopeOptions rope,
        boolean offloadOperations,
        int forks,
        int contextShift) {
    /// Lets the session decide.
    public static final int AUTOMATIC = 0;

    /// The context shift that ends a generation when the context is full.
    public static final int NO_SHIFT = -1;

    /// The longest context that can be asked for, in tokens.
    public static final int MAX_CONTEXT_LENGTH = 1 << 24;

    /// The largest batch that can be asked for, in tokens.
    public static final int MAX_BATCH_SIZE = 1 << 16;

    /// The most forks that can share a KV cache.
    public static final int MAX_FORKS = 255;

    private static final SessionOptions DEFAULTS = new SessionOptions(
            AUTOMATIC,
            512,
            512,
            AUTOMATIC,
            AUTOMATIC,
            FlashAttention.AUTOMATIC,
            KvCacheOptions.defaults(),
            RopeOptions.ofModel(),
            true,
            0,
            NO_SHIFT);

    /// @throws IllegalArgumentException if a number is out of its range
    public SessionOptions {
        Range.check("contextLength", contextLength, AUTOMATIC, MAX_CONTEXT_LENGTH);
        Range.check("batchSize", batchSize, 1, MAX_BATCH_SIZE);
        Range.check("microBatchSize", microBatchSize, 1, MAX_BATCH_SIZE);
        Range.check("threads", threads, AUTOMATIC, Runtime.getRuntime().availableProcessors());
        Range.check("promptThreads", promptThreads, AUTOMATIC, Runtime.getRuntime().availableProcessors());
        Range.check("forks", forks, 0, MAX_FORKS);
        Range.check("contextShift", contextShift, NO_SHIFT, MAX_CONTEXT_LENGTH);
        if (forks > 0 && contextShift != NO_SHIFT)
            throw new IllegalArgumentException(
                    "forks is %d and contextShift %d: forks that share tokens cannot shift them; choose one"
                            .formatted(forks, contextShift));
    }

    /// Returns a context length and a number of threads that suit model and machine.
    public static SessionOptions defaults() {
        return DEFAULTS;
    }

    /// Returns these options with another context length, 1 to [#MAX_CONTEXT_LENGTH] tokens or [#AUTOMATIC].
    public SessionOptions withContextLength(int tokens) {
        return new SessionOptions(tokens, batchSize, microBatchSize, threads, promptThreads, flashAttention, kvCache,
                rope, offloadOperations, forks, contextShift);
    }

    /// Returns these options with another size of batch and micro-batch, 1 to [#MAX_BATCH_SIZE] tokens.
    public SessionOptions withBatchSize(int tokens) {
        return withBatchSizes(tokens, tokens);
    }

    /// Returns these options with other sizes of batch and micro-batch, 1 to [#MAX_BATCH_SIZE] tokens.
    public SessionOptions withBatchSizes(int tokens, int microTokens) {
        return new SessionOptions(contextLength, tokens, microTokens, threads, promptThreads, flashAttention, kvCache,
                rope, offloadOperations, forks, contextShift);
    }

    /// Returns these options with another number of threads, 1 to the number of processors or [#AUTOMATIC].
    public SessionOptions withThreads(int count) {
        return new SessionOptions(contextLength, batchSize, microBatchSize, count, promptThreads, flashAttention,
                kvCache, rope, offloadOperations, forks, contextShift);
    }

    /// Returns these options with another number of threads for prompts, 1 to the number of processors or
    /// [#AUTOMATIC].
    public SessionOptions withPromptThreads(int count) {
        return new SessionOptions(contextLength, batchSize, microBatchSize, threads, count, flashAttention, kvCache,
                rope, offloadOperations, forks, contextShift);
    }

    /// Returns these options with fused attention or without.
    public SessionOptions withFlashAttention(FlashAttention choice) {
        return new SessionOptions(contextLength, batchSize, microBatchSize, threads, promptThreads, choice, kvCache,
                rope, offloadOperations, forks, contextShift);
    }

    /// Returns these options with keys and values kept another way.
    public SessionOptions withKvCache(KvCacheOptions options) {
        return new SessionOptions(contextLength, batchSize, microBatchSize, threads, promptThreads, flashAttention,
                options, rope, offloadOperations, forks, contextShift);
    }

    /// Returns these options with positions stretched another way.
    public SessionOptions withRope(RopeOptions options) {
        return new SessionOptions(contextLength, batchSize, microBatchSize, threads, promptThreads, flashAttention,
                kvCache, options, offloadOperations, forks, contextShift);
    }

    /// Returns these options with big operations offloaded or not.
    public SessionOptions withOffloadOperations(boolean offload) {
        return new SessionOptions(contextLength, batchSize, microBatchSize, threads, promptThreads, flashAttention,
                kvCache, rope, offload, forks, contextShift);
    }

    /// Returns these options with room for forks that share the KV cache, 0 to [#MAX_FORKS].
    public SessionOptions withForks(int count) {
        return new SessionOptions(contextLength, batchSize, microBatchSize, threads, promptThreads, flashAttention,
                kvCache, rope, offloadOperations, count, contextShift);
    }

    /// Returns these options with a shift that keeps so many tokens from the beginning, or with [#NO_SHIFT].
    public SessionOptions withContextShift(int keptTokens) {
        return new SessionOptions(contextLength, batchSize, microBatchSize, threads, promptThreads, flashAttention,
                kvCache, rope, offloadOperations, forks, keptTokens);
    }

    /// Returns these options with the context length that [#AUTOMATIC] stands for. How many threads that is changes.
    SessionOptions resolvedFor(ModelInfo model) {
        int length = contextLength != AUTOMATIC ? contextLength : Math.clamp(model.trainedContextLength(), 1, 4096);
        return withContextLength(length);
    }

    /// Fills the parameters of a context.
    void writeTo(ContextParameters params) {
        params.contextLength(contextLength)
                .sequences(1 + forks, kvCache.shared())
                .batchSizes(batchSize, Math.min(batchSize, microBatchSize))
                .threads(threads, promptThreads)
                .offload(kvCache.offload(), offloadOperations);
        flashAttention.writeTo(params);
        kvCache.writeTo(params);
        rope.writeTo(params);
    }

    /// Returns what of these options a saved session depends on, in ASCII.
    String shape() {
        int caches = kvCache.shared() ? 1 : 1 + forks;
        return "K %s, V %s, %d cache(s), %s, %s"
                .formatted(kvCache.keys(), kvCache.values(), caches, flashAttention, rope);
    }
}
