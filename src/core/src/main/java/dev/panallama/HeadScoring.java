package dev.panallama;

import dev.panallama.internal.host.ContextParameters;
import dev.panallama.internal.host.HostedEncoder;
import dev.panallama.internal.host.HostedModel;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/// Scores of a model's rank head.
///
/// @param output which of several is the score
/// @param softmaxed whether llama.cpp has made probabilities of them
record HeadScoring(
        RerankerOptions options,
        List<String> labels,
        int output,
        boolean softmaxed,
        int limit,
        TextBatches.Sizes sizes,
        PairInput input)
        implements
            PairScoring {
    private static final int AUTOMATIC_TOKENS = 512;
    private static final Set<String> SOFTMAXED = Set.of("qwen3", "qwen3vl");

    static HeadScoring of(RankHead head, Model model, HostedModel nativeModel, RerankerOptions options) {
        List<String> labels = labels(nativeModel);
        if (labels.size() > head.width())
            throw new UnsupportedOperationException("the model's file names %d labels and its head puts out %d numbers"
                    .formatted(labels.size(), head.width()));
        int limit = options.maxTokens() != RerankerOptions.AUTOMATIC
                ? options.maxTokens()
                : Math.clamp(model.info().trainedContextLength(), 1, AUTOMATIC_TOKENS);
        TextBatches.Sizes sizes = TextBatches.Sizes.of(
                nativeModel, Math.max(limit, options.batchSize()), options.threads());
        return new HeadScoring(
                options,
                labels,
                indexOf(options.label(), labels),
                SOFTMAXED.contains(model.info().architecture()),
                limit,
                head.width() == labels.size() ? sizes : sizes.withSequences(1), // llama.cpp finds only the first row
                input(model, options));
    }

    /// Returns a label for each number that the head puts out: the number's own, where the file has none.
    private static List<String> labels(HostedModel model) {
        List<String> named = model.facts().classifierLabels();
        return IntStream.range(0, model.facts().classifierOutputs())
                .mapToObj(i -> i < named.size() ? named.get(i) : Integer.toString(i))
                .toList();
    }

    private static int indexOf(String label, List<String> labels) {
        int index = label.isEmpty() ? 0 : labels.indexOf(label);
        if (index < 0)
            throw new IllegalArgumentException("the model has no label %s: choose of %s".formatted(label, labels));
        return index;
    }

    private static PairInput input(Model model, RerankerOptions options) {
        String template = options.template().isEmpty()
                ? model.info().metadata().getOrDefault("tokenizer.chat_template.rerank", "")
                : options.template();
        return template.isEmpty()
                ? new SeparatedPair(model.vocabulary())
                : new PairTemplate(model.vocabulary(), template, false);
    }

    @Override
    public RankingMethod method() {
        return RankingMethod.HEAD;
    }

    @Override
    public void writeTo(ContextParameters params) {
        options.writeTo(params, sizes);
        params.outputs(sizes.batch()).embeddings("RANK");
    }

    @Override
    public float[][] compute(HostedEncoder encoder, List<int[]> pairs) {
        return encoder.pooled(pairs, labels.size());
    }

    @Override
    public double score(float[] outputs, RankingScore kind) {
        if (kind == RankingScore.RAW || softmaxed) return outputs[output];
        return outputs.length == 1 ? PairScoring.sigmoid(outputs[0]) : softmax(outputs);
    }

    private double softmax(float[] outputs) {
        double sum = 0;
        for (float it : outputs) sum += Math.exp((double) it - outputs[output]);
        return 1 / sum;
    }
}
