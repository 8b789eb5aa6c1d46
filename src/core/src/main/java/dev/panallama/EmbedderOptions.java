package dev.panallama;

import dev.panallama.internal.Range;
import dev.panallama.internal.host.ContextParameters;

/// How texts become vectors. Immutable; start from [#defaults] and change what matters.
///
/// @param pooling how the vectors of tokens become one
/// @param attention what the tokens of a text look at
/// @param normalization how vectors are scaled
/// @param dimensions how many numbers of a vector are kept, which is then scaled again: for models that were trained so
///     that the first numbers say most (matryoshka); [#ALL] keeps all
/// @param longInput what becomes of a text with more than `maxTokens`
/// @param maxTokens how many tokens a text may have; [#AUTOMATIC] takes what the model was trained for, at most 512
/// @param batchSize how many tokens of different texts are computed together, at least `maxTokens` in effect. llama.cpp
///     keeps a row of logits for each, which takes 4 bytes times the vocabulary
/// @param threads the number of compute threads; [#AUTOMATIC] does as [SessionOptions] say
/// @param flashAttention whether attention is computed fused
/// @param documentPrefix what the model wants before a text that is to be found, such as `passage: `
/// @param queryPrefix what the model wants before a text to search with, such as `query: `
public record EmbedderOptions(
        Pooling pooling,
        Attention attention,
        Normalization normalization,
        int dimensions,
        LongInput longInput,
        int maxTokens,
        int batchSize,
        int threads,
        FlashAttention flashAttention,
        String documentPrefix,
        String queryPrefix) {
    /// Lets the embedder decide.
    public static final int AUTOMATIC = 0;

    /// Keeps all dimensions.
    public static final int ALL = 0;

    static final int AUTOMATIC_TOKENS = 512;

    private static final EmbedderOptions DEFAULTS = new EmbedderOptions(
            Pooling.OF_MODEL,
            Attention.OF_MODEL,
            Normalization.euclidean(),
            ALL,
            LongInput.refuse(),
            AUTOMATIC,
            512,
            AUTOMATIC,
            FlashAttention.AUTOMATIC,
            "",
            "");

    /// @throws IllegalArgumentException if a number is out of its range, or the pooling makes no embedding
    public EmbedderOptions {
        if (pooling == Pooling.RANK)
            throw new IllegalArgumentException("the pooling is RANK, which makes no embedding: open a reranker");
        Range.check("dimensions", dimensions, ALL, Integer.MAX_VALUE);
        Range.check("maxTokens", maxTokens, AUTOMATIC, SessionOptions.MAX_BATCH_SIZE);
        Range.check("batchSize", batchSize, 1, SessionOptions.MAX_BATCH_SIZE);
        Range.check("threads", threads, AUTOMATIC, Runtime.getRuntime().availableProcessors());
    }

    /// Returns the model's own pooling, vectors of length 1, and the refusal of long texts.
    public static EmbedderOptions defaults() {
        return DEFAULTS;
    }

    /// Returns these options with another pooling.
    public EmbedderOptions withPooling(Pooling choice) {
        return new EmbedderOptions(choice, attention, normalization, dimensions, longInput, maxTokens, batchSize,
                threads,
                flashAttention, documentPrefix, queryPrefix);
    }

    /// Returns these options with another attention.
    public EmbedderOptions withAttention(Attention choice) {
        return new EmbedderOptions(pooling, choice, normalization, dimensions, longInput, maxTokens, batchSize, threads,
                flashAttention, documentPrefix, queryPrefix);
    }

    /// Returns these options with vectors scaled another way.
    public EmbedderOptions withNormalization(Normalization choice) {
        return new EmbedderOptions(pooling, attention, choice, dimensions, longInput, maxTokens, batchSize, threads,
                flashAttention, documentPrefix, queryPrefix);
    }

    /// Returns these options with another number of dimensions, 1 to the model's own or [#ALL].
    public EmbedderOptions withDimensions(int count) {
        return new EmbedderOptions(pooling, attention, normalization, count, longInput, maxTokens, batchSize, threads,
                flashAttention, documentPrefix, queryPrefix);
    }

    /// Returns these options with long texts treated another way.
    public EmbedderOptions withLongInput(LongInput choice) {
        return new EmbedderOptions(pooling, attention, normalization, dimensions, choice, maxTokens, batchSize, threads,
                flashAttention, documentPrefix, queryPrefix);
    }

    /// Returns these options with another limit for a text, 1 to [SessionOptions#MAX_BATCH_SIZE] tokens or [#AUTOMATIC].
    public EmbedderOptions withMaxTokens(int tokens) {
        return new EmbedderOptions(pooling, attention, normalization, dimensions, longInput, tokens, batchSize, threads,
                flashAttention, documentPrefix, queryPrefix);
    }

    /// Returns these options with another size of batch, 1 to [SessionOptions#MAX_BATCH_SIZE] tokens.
    public EmbedderOptions withBatchSize(int tokens) {
        return new EmbedderOptions(pooling, attention, normalization, dimensions, longInput, maxTokens, tokens, threads,
                flashAttention, documentPrefix, queryPrefix);
    }

    /// Returns these options with another number of threads, 1 to the number of processors or [#AUTOMATIC].
    public EmbedderOptions withThreads(int count) {
        return new EmbedderOptions(pooling, attention, normalization, dimensions, longInput, maxTokens, batchSize,
                count,
                flashAttention, documentPrefix, queryPrefix);
    }

    /// Returns these options with fused attention or without.
    public EmbedderOptions withFlashAttention(FlashAttention choice) {
        return new EmbedderOptions(pooling, attention, normalization, dimensions, longInput, maxTokens, batchSize,
                threads,
                choice, documentPrefix, queryPrefix);
    }

    /// Returns these options with what the model wants before documents and before queries.
    public EmbedderOptions withPrefixes(String document, String query) {
        return new EmbedderOptions(pooling, attention, normalization, dimensions, longInput, maxTokens, batchSize,
                threads,
                flashAttention, document, query);
    }

    /// Fills the parameters of a context for a model.
    void writeTo(ContextParameters params, TextBatches.Sizes sizes, Pooling pooled) {
        sizes.writeTo(params);
        params.outputs(sizes.batch()).embeddings(pooled.name());
        attention.writeTo(params);
        flashAttention.writeTo(params);
    }
}
