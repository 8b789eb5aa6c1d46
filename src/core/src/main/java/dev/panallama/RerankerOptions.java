package dev.panallama;

import dev.panallama.internal.Range;
import dev.panallama.internal.host.ContextParameters;

/// How documents are ranked. Immutable; start from [#defaults] and change what matters.
///
/// @param method by head or by answer
/// @param score what a score is
/// @param label which output of a head with several is the score; empty for the first
/// @param template the text of a pair, with `{query}` and `{document}` where these go; empty for the model's own
/// @param instruction what a document is wanted for, in the template for models that answer
/// @param yes the answer for a document that suits, a single token
/// @param no the answer for one that does not, a single token
/// @param truncate whether a long document is cut off; otherwise it is refused
/// @param maxTokens how many tokens query and document may have together; [#AUTOMATIC] takes what the model was trained
///     for, at most 512 with a head and 2048 without
/// @param batchSize how many tokens of different pairs are computed together, at least `maxTokens` in effect
/// @param threads the number of compute threads; [#AUTOMATIC] does as [SessionOptions] say
/// @param flashAttention whether attention is computed fused
public record RerankerOptions(
        RankingMethod method,
        RankingScore score,
        String label,
        String template,
        String instruction,
        String yes,
        String no,
        boolean truncate,
        int maxTokens,
        int batchSize,
        int threads,
        FlashAttention flashAttention) {
    /// Lets the reranker decide.
    public static final int AUTOMATIC = 0;

    private static final RerankerOptions DEFAULTS = new RerankerOptions(
            RankingMethod.AUTOMATIC,
            RankingScore.PROBABILITY,
            "",
            "",
            "Given a web search query, retrieve relevant passages that answer the query",
            "yes",
            "no",
            false,
            AUTOMATIC,
            512,
            AUTOMATIC,
            FlashAttention.AUTOMATIC);

    /// @throws IllegalArgumentException if a number is out of its range, or a template lacks query or document
    public RerankerOptions {
        Range.check("maxTokens", maxTokens, AUTOMATIC, SessionOptions.MAX_BATCH_SIZE);
        Range.check("batchSize", batchSize, 1, SessionOptions.MAX_BATCH_SIZE);
        Range.check("threads", threads, AUTOMATIC, Runtime.getRuntime().availableProcessors());
        if (!template.isEmpty()) PairTemplate.check(template);
    }

    /// Returns the method that suits the model, probabilities, and the refusal of long documents.
    public static RerankerOptions defaults() {
        return DEFAULTS;
    }

    /// Returns these options with another method.
    public RerankerOptions withMethod(RankingMethod choice) {
        return new RerankerOptions(choice, score, label, template, instruction, yes, no, truncate, maxTokens, batchSize,
                threads, flashAttention);
    }

    /// Returns these options with another kind of score.
    public RerankerOptions withScore(RankingScore choice) {
        return new RerankerOptions(method, choice, label, template, instruction, yes, no, truncate, maxTokens,
                batchSize,
                threads, flashAttention);
    }

    /// Returns these options with the output of a label as the score, or of the first if that is empty.
    public RerankerOptions withLabel(String name) {
        return new RerankerOptions(method, score, name, template, instruction, yes, no, truncate, maxTokens, batchSize,
                threads, flashAttention);
    }

    /// Returns these options with another text of a pair. Its own special tokens, such as `<|im_end|>`, are parsed; those
    /// in a query or document never are.
    public RerankerOptions withTemplate(String text) {
        return new RerankerOptions(method, score, label, text, instruction, yes, no, truncate, maxTokens, batchSize,
                threads, flashAttention);
    }

    /// Returns these options with another instruction.
    public RerankerOptions withInstruction(String text) {
        return new RerankerOptions(method, score, label, template, text, yes, no, truncate, maxTokens, batchSize,
                threads,
                flashAttention);
    }

    /// Returns these options with other answers.
    public RerankerOptions withAnswers(String positive, String negative) {
        return new RerankerOptions(method, score, label, template, instruction, positive, negative, truncate, maxTokens,
                batchSize, threads, flashAttention);
    }

    /// Returns these options with long documents cut off or refused.
    public RerankerOptions withTruncate(boolean cut) {
        return new RerankerOptions(method, score, label, template, instruction, yes, no, cut, maxTokens, batchSize,
                threads, flashAttention);
    }

    /// Returns these options with another limit for a pair, 1 to [SessionOptions#MAX_BATCH_SIZE] tokens or [#AUTOMATIC].
    public RerankerOptions withMaxTokens(int tokens) {
        return new RerankerOptions(method, score, label, template, instruction, yes, no, truncate, tokens, batchSize,
                threads, flashAttention);
    }

    /// Returns these options with another size of batch, 1 to [SessionOptions#MAX_BATCH_SIZE] tokens.
    public RerankerOptions withBatchSize(int tokens) {
        return new RerankerOptions(method, score, label, template, instruction, yes, no, truncate, maxTokens, tokens,
                threads, flashAttention);
    }

    /// Returns these options with another number of threads, 1 to the number of processors or [#AUTOMATIC].
    public RerankerOptions withThreads(int count) {
        return new RerankerOptions(method, score, label, template, instruction, yes, no, truncate, maxTokens, batchSize,
                count, flashAttention);
    }

    /// Returns these options with fused attention or without.
    public RerankerOptions withFlashAttention(FlashAttention choice) {
        return new RerankerOptions(method, score, label, template, instruction, yes, no, truncate, maxTokens, batchSize,
                threads, choice);
    }

    void writeTo(ContextParameters params, TextBatches.Sizes sizes) {
        sizes.writeTo(params);
        flashAttention.writeTo(params);
    }
}
