package dev.panallama;

import dev.panallama.internal.host.HostedModel;
import dev.panallama.internal.host.ModelFacts;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/// Reads a [ModelInfo]: from llama.cpp what it tells, the rest from the metadata.
final class ModelInfoReader {
    private static final double USUAL_FREQUENCY_BASE = 10_000; // of llama.cpp, where a file has none
    private static final int MOST_BASE_MODELS = 64;

    private final String fileName;
    private final ModelFacts facts;
    private final ModelMetadata metadata;

    private ModelInfoReader(HostedModel model, ModelMetadata metadata) {
        fileName = model.name();
        facts = model.facts();
        this.metadata = metadata;
    }

    static ModelInfo read(HostedModel model) {
        Map<String, String> file = model.facts().metadata();
        return new ModelInfoReader(model, new ModelMetadata(file, model.facts().overrides())).read(file);
    }

    private ModelInfo read(Map<String, String> file) {
        return new ModelInfo(
                metadata.text("general.name").orElse(fileName),
                metadata.architecture(),
                facts.description(),
                facts.quantization(),
                facts.parameterCount(),
                facts.sizeBytes(),
                facts.trainedContextLength(),
                shape(),
                traits(),
                attention(),
                rope(),
                experts(),
                pooling(),
                classifier(),
                facts.chatTemplates(),
                Optional.ofNullable(facts.chatTemplate()),
                origin(),
                new ModelInfo.License(metadata.text("general.license"), metadata.text("general.license.name"),
                        metadata.text("general.license.link")),
                file);
    }

    private ModelInfo.Shape shape() {
        return new ModelInfo.Shape(
                facts.layers(),
                facts.predictionLayers(),
                facts.embeddingLength(),
                facts.inputEmbeddingLength(),
                facts.outputEmbeddingLength());
    }

    private ModelInfo.Traits traits() {
        int start = facts.decoderStart();
        return new ModelInfo.Traits(
                facts.hasEncoder(),
                facts.hasDecoder(),
                metadata.own("attention.causal").map(Boolean::parseBoolean).orElse(true),
                facts.isAllRecurrent(),
                facts.isHybrid(),
                facts.isDiffusion(),
                start < 0 ? OptionalInt.empty() : OptionalInt.of(start));
    }

    private ModelInfo.Attention attention() {
        int heads = facts.heads();
        int size = heads == 0 ? 0 : facts.embeddingLength() / heads;
        return new ModelInfo.Attention(
                heads,
                facts.keyValueHeads(),
                metadata.ownInteger("attention.key_length", size),
                metadata.ownInteger("attention.value_length", size),
                facts.slidingWindow());
    }

    private ModelInfo.Rope rope() {
        ModelInfo.Rope.Kind kind = ModelInfo.Rope.Kind.valueOf(facts.rope());
        boolean rotates = kind != ModelInfo.Rope.Kind.NONE;
        int size = facts.heads() == 0 ? 0 : facts.embeddingLength() / facts.heads();
        int dimensions = metadata.ownInteger("rope.dimension_count",
                metadata.ownInteger("attention.key_length", size));
        return new ModelInfo.Rope(
                kind,
                rotates ? dimensions : 0,
                rotates ? metadata.ownNumber("rope.freq_base", USUAL_FREQUENCY_BASE) : 0,
                facts.ropeFrequencyScale(),
                metadata.own("rope.scaling.type").orElse(facts.ropeFrequencyScale() == 1 ? "none" : "linear"),
                metadata.ownInteger("rope.scaling.original_context_length"));
    }

    private Optional<ModelInfo.Experts> experts() {
        int count = metadata.ownInteger("expert_count", 0);
        if (count == 0) return Optional.empty();
        return Optional.of(new ModelInfo.Experts(
                count,
                metadata.ownInteger("expert_used_count", 0),
                metadata.ownInteger("expert_shared_count", 0)));
    }

    private Optional<Pooling> pooling() {
        return switch (metadata.ownInteger("pooling_type", -1)) { // enum llama_pooling_type
            case 0 -> Optional.of(Pooling.NONE);
            case 1 -> Optional.of(Pooling.MEAN);
            case 2 -> Optional.of(Pooling.CLS);
            case 3 -> Optional.of(Pooling.LAST);
            case 4 -> Optional.of(Pooling.RANK);
            default -> Optional.empty();
        };
    }

    private Optional<ModelInfo.Classifier> classifier() {
        List<String> labels = facts.classifierLabels();
        if (labels.isEmpty() && !pooling().equals(Optional.of(Pooling.RANK))) return Optional.empty();
        return Optional.of(new ModelInfo.Classifier(facts.classifierOutputs(), labels));
    }

    private ModelInfo.Origin origin() {
        int count = metadata.integer("general.base_model.count", 0);
        return new ModelInfo.Origin(
                metadata.text("general.author"),
                metadata.text("general.organization"),
                metadata.text("general.version"),
                metadata.text("general.description"),
                metadata.text("general.url"),
                metadata.text("general.repo_url"),
                metadata.text("general.quantized_by"),
                IntStream.range(0, Math.clamp(count, 0, MOST_BASE_MODELS)).mapToObj(this::baseModel).toList());
    }

    private ModelInfo.BaseModel baseModel(int index) {
        String key = "general.base_model.%d.".formatted(index);
        return new ModelInfo.BaseModel(
                metadata.text(key + "name").orElse(""),
                metadata.text(key + "organization"),
                metadata.text(key + "repo_url"));
    }
}
