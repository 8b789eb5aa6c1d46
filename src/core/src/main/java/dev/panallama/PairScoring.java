package dev.panallama;

import dev.panallama.internal.host.ContextParameters;
import dev.panallama.internal.host.HostedEncoder;
import dev.panallama.internal.host.HostedModel;
import java.util.List;
import java.util.Optional;

/// A way to rank: what is computed of a pair, and what its score is. Immutable.
sealed interface PairScoring permits HeadScoring, AnswerScoring {
    /// Returns the way that options and model leave.
    ///
    /// @throws UnsupportedOperationException if there is none
    static PairScoring of(Model model, HostedModel nativeModel, RerankerOptions options) {
        Optional<RankHead> head = RankHead.of(model);
        boolean answers = model.info().generatesText() && nativeModel.facts().hasDecoder()
                && !nativeModel.facts().hasEncoder();
        return switch (options.method()) {
            case AUTOMATIC -> head.isPresent() || !answers
                    ? byHead(head, model, nativeModel, options)
                    : AnswerScoring.of(model, nativeModel, options);
            case HEAD -> byHead(head, model, nativeModel, options);
            case YES_NO -> {
                if (!answers) throw refusal(model, "does not continue text, and so cannot answer");
                yield AnswerScoring.of(model, nativeModel, options);
            }
        };
    }

    private static PairScoring byHead(
            Optional<RankHead> head, Model model, HostedModel nativeModel, RerankerOptions options) {
        return HeadScoring.of(head.orElseThrow(() -> refusal(model, "has no rank head (tensors cls)")), model,
                nativeModel,
                options);
    }

    private static UnsupportedOperationException refusal(Model model, String what) {
        return new UnsupportedOperationException(
                "model %s (%s) %s: load one that was trained to rank, or compare embeddings"
                        .formatted(model.info().name(), model.info().architecture(), what));
    }

    RankingMethod method();

    List<String> labels();

    /// Returns how many tokens a pair may have, as far as the options go.
    int limit();

    TextBatches.Sizes sizes();

    PairInput input();

    void writeTo(ContextParameters params);

    /// Returns a row of outputs for each pair.
    float[][] compute(HostedEncoder encoder, List<int[]> pairs);

    double score(float[] outputs, RankingScore kind);

    static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }
}
