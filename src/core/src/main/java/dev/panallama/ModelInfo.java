package dev.panallama;

import dev.panallama.internal.ffm.NativeModel;
import java.util.Map;
import java.util.Optional;

/// What a model file says of itself. Immutable.
///
/// @param name `general.name` of the file, or the file's name
/// @param architecture `general.architecture`, such as `llama` or `gemma3`
/// @param description llama.cpp's line of family, size and quantization
/// @param quantization llama.cpp's name of the weights' type, such as `Q4_K - Medium`
/// @param parameterCount the number of weights
/// @param sizeBytes the size of all tensors in bytes
/// @param trainedContextLength the longest sequence seen in training, in tokens
/// @param layers the number of blocks
/// @param embeddingLength the width of the hidden state
/// @param heads the number of attention heads
/// @param keyValueHeads the number of key-value heads: fewer than `heads` with grouped-query attention
/// @param chatTemplate the model's default chat template in the Jinja language, if it has one
/// @param metadata all scalar metadata as text, in the order of llama.cpp
public record ModelInfo(
        String name,
        String architecture,
        String description,
        String quantization,
        long parameterCount,
        long sizeBytes,
        int trainedContextLength,
        int layers,
        int embeddingLength,
        int heads,
        int keyValueHeads,
        Optional<String> chatTemplate,
        Map<String, String> metadata) {

    static ModelInfo of(NativeModel model) {
        Map<String, String> metadata = model.metadata();
        return new ModelInfo(
                metadata.getOrDefault("general.name", model.name()),
                metadata.getOrDefault("general.architecture", "unknown"),
                model.description(),
                model.quantization(),
                model.parameterCount(),
                model.sizeBytes(),
                model.trainedContextLength(),
                model.layers(),
                model.embeddingLength(),
                model.heads(),
                model.keyValueHeads(),
                Optional.ofNullable(model.chatTemplate()),
                metadata);
    }

    /// Returns whether the model continues text: not so encoders, such as embedding models, and diffusion models.
    boolean generatesText() {
        return !"false".equals(metadata.get(architecture + ".attention.causal"));
    }
}
