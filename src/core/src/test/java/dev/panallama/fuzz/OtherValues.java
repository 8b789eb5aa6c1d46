package dev.panallama.fuzz;

import dev.panallama.Attention;
import dev.panallama.EmbedderOptions;
import dev.panallama.FlashAttention;
import dev.panallama.LongInput;
import dev.panallama.Normalization;
import dev.panallama.Pooling;
import dev.panallama.RankingMethod;
import dev.panallama.RankingScore;
import dev.panallama.RerankerOptions;
import dev.panallama.TinyModels;
import dev.panallama.gguf.TensorType;
import dev.panallama.quantization.Quantization;
import dev.panallama.quantization.Quantizer;
import dev.panallama.quantization.QuantizerOptions;
import dev.panallama.quantization.TensorRule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/// Extreme numbers for embedders, rerankers, scorers and quantizers. Steps: `model N`, `use NAME`, the name of an option and its
/// numbers, `text TIMES TEXT`.
final class OtherValues implements Target {
    private static final List<Supplier<Path>> MODELS = List.of(TinyModels::bert, TinyModels::bertRanker,
            TinyModels::llama,
            TinyModels::qwen3Embedder, TinyModels::qwen3Ranker, TinyModels::t5, TinyModels::mamba,
            TinyModels::bertClassifier,
            TinyModels::bertBareHead, TinyModels::bertOfUnknownPooling, TinyModels::bertHeadless,
            TinyModels::bertWithoutVocabulary);
    private static final List<String> USES = List.of("embedder", "reranker", "scorer", "quantizer");
    private static final List<String> OPTIONS = List.of("pooling", "attention", "normalization", "dimensions", "long",
            "tokens", "batch",
            "flash", "method", "type", "types", "prune", "metadata", "pure", "window");

    private final OpenModels models = new OpenModels();
    private final Path file;

    OtherValues() {
        try {
            file = Files.createTempFile("quantized", ".gguf");
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Override
    public List<Step> steps(Dice dice) {
        var steps = new ArrayList<Step>();
        String use = dice.of(USES);
        steps.add(Step.of("model", dice.oneIn(3) ? dice.below(MODELS.size()) : switch (use) {
            case "embedder" -> dice.of(0, 3);
            case "reranker" -> dice.of(1, 4);
            default -> 2;
        }));
        steps.add(Step.of("use", use));
        for (int i = dice.below(4); i > 0; i--)
            steps.add(Step.of(dice.of(OPTIONS), dice.oneIn(3) ? dice.anyInt() : dice.below(64), dice.anyInt()));
        for (int i = dice.below(4); i >= 0; i--)
            steps.add(Step.of("text", dice.oneIn(5) ? dice.below(600) : 1,
                    dice.of("hello world ", "", " ", "\0", "\uD800", "é", "x")));
        return steps;
    }

    @Override
    public void run(List<Step> steps) throws IOException {
        int model = 0;
        String use = USES.getFirst();
        var texts = new ArrayList<>(List.of("hello"));
        for (Step step : steps) {
            switch (step.name()) {
                case "model" -> model = step.number(0);
                case "use" -> use = step.text(0);
                case "text" -> texts.add(step.text(1).repeat(step.number(0)));
                default -> {
                }
            }
        }
        switch (use) {
            case "embedder" -> embed(model, steps, texts);
            case "reranker" -> rank(model, steps, texts);
            case "scorer" -> score(model, steps, texts);
            default -> quantize(model, steps);
        }
    }

    private void embed(int model, List<Step> steps, List<String> texts) {
        EmbedderOptions options = EmbedderOptions.defaults().withThreads(1).withMaxTokens(64);
        for (Step step : steps) {
            int number = first(step);
            options = switch (step.name()) {
                case "pooling" -> options.withPooling(one(Pooling.values(), number));
                case "attention" -> options.withAttention(one(Attention.values(), number));
                case "normalization" ->
                    options.withNormalization(number == 0 ? Normalization.none() : Normalization.pNorm(number));
                case "dimensions" -> options.withDimensions(number);
                case "long" -> options.withLongInput(longInput(number));
                case "tokens" -> options.withMaxTokens(capped(number));
                case "batch" -> options.withBatchSize(capped(number));
                case "flash" -> options.withFlashAttention(one(FlashAttention.values(), number));
                default -> options;
            };
        }
        try (var embedder = models.of(MODELS.get(model)).embedder(options)) {
            if (embedder.pooling() == Pooling.NONE) embedder.embedTokens(texts.getLast());
            else embedder.embed(texts);
            embedder.embed(3, texts.size(), texts.getLast().length());
        }
    }

    private void rank(int model, List<Step> steps, List<String> texts) {
        RerankerOptions options = RerankerOptions.defaults().withThreads(1).withMaxTokens(64);
        for (Step step : steps) {
            int number = first(step);
            options = switch (step.name()) {
                case "method" -> options.withMethod(one(RankingMethod.values(), number));
                case "type" -> options.withScore(one(RankingScore.values(), number));
                case "types" ->
                    options.withTemplate("{query} \0 {document} {document}".substring(0, Math.clamp(number, 0, 30)));
                case "long" -> options.withTruncate(number > 0);
                case "tokens" -> options.withMaxTokens(capped(number));
                case "batch" -> options.withBatchSize(capped(number));
                default -> options;
            };
        }
        try (var reranker = models.of(MODELS.get(model)).reranker(options)) {
            reranker.rank(texts.getLast(), texts);
        }
    }

    private void score(int model, List<Step> steps, List<String> texts) {
        int window = 32;
        for (Step step : steps) if (step.name().equals("window")) window = first(step);
        try (var scorer = models.of(MODELS.get(model)).scorer(OpenModels.OPTIONS)) {
            scorer.score(texts.getLast(), texts);
            scorer.perplexity("hello world ".repeat(60) + texts.getLast(), window, _ -> {});
            scorer.choose(texts.getLast(), texts);
        }
    }

    private void quantize(int model, List<Step> steps) throws IOException {
        QuantizerOptions options = QuantizerOptions.of(Quantization.Q8_0).withThreads(1);
        for (Step step : steps) {
            int number = first(step);
            options = switch (step.name()) {
                case "type" -> options.withQuantization(one(Quantization.values(), number));
                case "types" -> options.withOutputType(one(TensorType.values(), number));
                case "long" -> options.withEmbeddingType(one(TensorType.values(), number));
                case "method" -> options.withRules(
                        List.of(new TensorRule(Pattern.compile("attn_q|ffn"), one(TensorType.values(), number))));
                case "prune" -> options.withPrunedLayers(new TreeSet<>(List.of(number, step.number(1))));
                case "metadata" ->
                    options.withMetadata(Map.of("general.name", "x".repeat(number & 255), "llama.block_count",
                            (long) number));
                case "pure" -> options.withPure(true).withAllowRequantize(true).withLeaveOutputTensor(number > 8);
                default -> options;
            };
        }
        Quantizer.plan(MODELS.get(model).get(), options);
        Quantizer.quantize(MODELS.get(model).get(), file, options);
    }

    private static int first(Step step) {
        return List.of("model", "use", "text").contains(step.name()) ? 0 : step.number(0);
    }

    private static LongInput longInput(int number) {
        return number == 0 ? LongInput.truncate() : LongInput.split(number);
    }

    private static int capped(int number) {
        return Math.min(number, 1 << 12);
    }

    private static <T> T one(T[] values, int number) {
        return values[Math.floorMod(number, values.length)];
    }

    @Override
    public void close() {
        models.close();
        file.toFile().delete();
    }
}
