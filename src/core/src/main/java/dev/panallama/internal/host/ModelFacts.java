package dev.panallama.internal.host;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What llama.cpp says of a loaded model.
///
/// @param quantization llama.cpp's name of it
/// @param sizeBytes the size of all tensors
/// @param inputEmbeddingLength the width of an embedding that goes in
/// @param outputEmbeddingLength the width of an embedding that comes out
/// @param predictionLayers how many layers predict further tokens, after the others
/// @param heads the number of attention heads; 0 without layers
/// @param keyValueHeads the number of key-value heads; 0 without layers
/// @param slidingWindow how many tokens layers with a sliding window look back; 0 without such layers
/// @param rope how positions are rotated: `NONE`, `NEIGHBOURS`, `HALVES`, `SECTIONS`, `INTERLEAVED_SECTIONS` or `VISION`
/// @param ropeFrequencyScale what positions are multiplied with
/// @param decoderStart the token that the decoder begins with, or -1 without an encoder
/// @param classifierOutputs how many numbers a classifier puts out; meaningless for other models
/// @param classifierLabels what a classifier's numbers stand for, as far as the file says
/// @param isAllRecurrent whether all layers keep a state in place of keys and values
/// @param isHybrid whether some layers do
/// @param isDiffusion whether tokens are guessed in any order
/// @param metadata all scalar metadata of the file as text, in the order of llama.cpp
/// @param overrides metadata that counts instead of the file's
/// @param chatTemplate the default chat template, or null if there is none
/// @param chatTemplates those that have a name, by it
public record ModelFacts(
        String description,
        String quantization,
        long parameterCount,
        long sizeBytes,
        int trainedContextLength,
        int layers,
        int embeddingLength,
        int inputEmbeddingLength,
        int outputEmbeddingLength,
        int predictionLayers,
        int heads,
        int keyValueHeads,
        int slidingWindow,
        String rope,
        float ropeFrequencyScale,
        int decoderStart,
        int classifierOutputs,
        List<String> classifierLabels,
        boolean hasEncoder,
        boolean hasDecoder,
        boolean isAllRecurrent,
        boolean isHybrid,
        boolean isDiffusion,
        Map<String, String> metadata,
        Map<String, Object> overrides,
        @Nullable String chatTemplate,
        Map<String, String> chatTemplates) {
    private static final String ARCHITECTURE = "general.architecture";

    /// Returns how many positions a sequence can have. Where positions are not rotated but looked up in a table, as in
    /// GPT-2 and BERT, the table's length is the end; C would break off there. It says of BERT that positions are rotated.
    public int longestPosition() {
        boolean table = (!hasRotaryPositions() && !isAllRecurrent) || "bert".equals(metadata.get(ARCHITECTURE));
        return table ? trainedContextLength : Integer.MAX_VALUE;
    }

    public boolean hasRotaryPositions() {
        return !rope.equals("NONE");
    }

    /// Returns whether a position has several dimensions, as for images (M-RoPE).
    public boolean hasManyDimensionalPositions() {
        return rope.endsWith("SECTIONS");
    }

    /// Returns whether some layers or all keep a state in place of keys and values.
    public boolean isRecurrent() {
        return isAllRecurrent || isHybrid;
    }

    /// Returns the metadata with what overrides it: what llama.cpp computes by.
    public Map<String, String> effectiveMetadata() {
        var effective = new LinkedHashMap<>(metadata);
        overrides.forEach((key, value) -> effective.put(key, value.toString()));
        return effective;
    }

    /// Returns whether each token sees those before it alone, and predicts the next.
    public boolean continuesText() {
        Map<String, String> effective = effectiveMetadata();
        String causal = effective.get(effective.get(ARCHITECTURE) + ".attention.causal");
        return hasDecoder && !hasEncoder && !isDiffusion && !"false".equals(causal);
    }
}
