package dev.panallama;

import dev.panallama.chat.ChatMessage;
import dev.panallama.chat.ChatTemplate;
import dev.panallama.chat.PromptOptions;
import dev.panallama.internal.host.ContextParameters;
import dev.panallama.internal.host.HostedEncoder;
import dev.panallama.internal.host.HostedModel;
import java.util.List;
import java.util.Optional;

/// Scores by the logits of two answers after a text that asks for one of them.
///
/// @param yes the token of that answer
/// @param no the token of the other
record AnswerScoring(RerankerOptions options, int yes, int no, int limit, TextBatches.Sizes sizes, PairInput input)
        implements
            PairScoring {
    private static final int AUTOMATIC_TOKENS = 2048;
    private static final int MICRO_BATCH = 512;
    private static final String NO_THOUGHTS = "<think>\n\n</think>\n\n";

    static AnswerScoring of(Model model, HostedModel nativeModel, RerankerOptions options) {
        String template = options.template().isEmpty() ? template(model, options) : options.template();
        int limit = options.maxTokens() != RerankerOptions.AUTOMATIC
                ? options.maxTokens()
                : Math.clamp(model.info().trainedContextLength(), 1, AUTOMATIC_TOKENS);
        return new AnswerScoring(
                options,
                token(options.yes(), model),
                token(options.no(), model),
                limit,
                TextBatches.Sizes.of(nativeModel, Math.max(limit, options.batchSize()), options.threads())
                        .withMicroBatch(MICRO_BATCH),
                new PairTemplate(model.vocabulary(), template, true));
    }

    /// The text that Qwen3-Reranker was trained on, in the model's own chat format.
    private static String template(Model model, RerankerOptions options) {
        String system = ("Judge whether the Document meets the requirements based on the Query and the Instruct provided."
                + " Note that the answer can only be \"%s\" or \"%s\".").formatted(options.yes(), options.no());
        String user = "<Instruct>: %s\n<Query>: {query}\n<Document>: {document}".formatted(options.instruction());
        Optional<ChatTemplate> template = model.chatTemplate();
        if (template.isEmpty()) return system + "\n" + user + "\nAnswer: ";
        var messages = List.of(ChatMessage.system(system), ChatMessage.user(user));
        String text = template.get().prompt(messages, PromptOptions.defaults().withThinking(false)).text().toString();
        return model.info().architecture().startsWith("qwen3") && !text.endsWith(NO_THOUGHTS)
                ? text + NO_THOUGHTS
                : text;
    }

    private static int token(String answer, Model model) {
        int[] ids = model.vocabulary().tokenize(answer);
        if (ids.length == 1) return ids[0];
        throw new IllegalArgumentException(
                "the answer \"%s\" is %d tokens for model %s: choose one that is a single token"
                        .formatted(answer, ids.length, model.info().name()));
    }

    @Override
    public RankingMethod method() {
        return RankingMethod.YES_NO;
    }

    @Override
    public List<String> labels() {
        return List.of(options.yes(), options.no());
    }

    @Override
    public void writeTo(ContextParameters params) {
        options.writeTo(params, sizes);
    }

    @Override
    public float[][] compute(HostedEncoder encoder, List<int[]> pairs) {
        return encoder.logits(pairs, new int[]{yes, no});
    }

    @Override
    public double score(float[] outputs, RankingScore kind) {
        double difference = (double) outputs[0] - outputs[1];
        return kind == RankingScore.RAW ? difference : PairScoring.sigmoid(difference);
    }
}
