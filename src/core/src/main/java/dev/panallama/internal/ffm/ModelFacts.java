package dev.panallama.internal.ffm;

import dev.panallama.bindings.llama_h;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// What llama.cpp says of a loaded model. Any thread may ask while the model is open; whoever does not know what kind of
/// model it is asks by way of [NativeModel#read], as getters break off on what they do not expect.
public final class ModelFacts {
    private static final String ARCHITECTURE = "general.architecture";

    private final MemorySegment pointer; // of the model, whose end is this one's
    private final Map<String, Object> overrides;

    ModelFacts(MemorySegment pointer, Map<String, Object> overrides) {
        this.pointer = pointer;
        this.overrides = overrides;
    }

    public String description() {
        return NativeText.read(256, (buffer, size) -> llama_h.llama_model_desc(pointer, buffer, size));
    }

    /// Returns llama.cpp's name of the quantization.
    public String quantization() {
        return llama_h.llama_ftype_name(llama_h.llama_model_ftype(pointer)).getString(0);
    }

    public long parameterCount() {
        return llama_h.llama_model_n_params(pointer);
    }

    /// Returns the size of all tensors in bytes.
    public long sizeBytes() {
        return llama_h.llama_model_size(pointer);
    }

    public int trainedContextLength() {
        return llama_h.llama_model_n_ctx_train(pointer);
    }

    public int layers() {
        return llama_h.llama_model_n_layer(pointer);
    }

    public int embeddingLength() {
        return llama_h.llama_model_n_embd(pointer);
    }

    /// Returns the width of an embedding that goes in.
    public int inputEmbeddingLength() {
        return llama_h.llama_model_n_embd_inp(pointer);
    }

    /// Returns the width of an embedding that comes out.
    public int outputEmbeddingLength() {
        return llama_h.llama_model_n_embd_out(pointer);
    }

    /// Returns how many layers predict further tokens, after the others.
    public int predictionLayers() {
        return llama_h.llama_model_n_layer_nextn(pointer);
    }

    /// Returns the number of attention heads; 0 without layers, as in a vocabulary, where llama.cpp would break off.
    public int heads() {
        return layers() == 0 ? 0 : llama_h.llama_model_n_head(pointer);
    }

    /// Returns the number of key-value heads; 0 without layers.
    public int keyValueHeads() {
        return layers() == 0 ? 0 : llama_h.llama_model_n_head_kv(pointer);
    }

    /// Returns how many positions a sequence can have. Where positions are not rotated but looked up in a table, as in
    /// GPT-2 and BERT, the table's length is the end; C would break off there. It says of BERT that positions are rotated.
    int longestPosition() {
        boolean table = (!hasRotaryPositions() && !isAllRecurrent()) || "bert".equals(metadata().get(ARCHITECTURE));
        return table ? trainedContextLength() : Integer.MAX_VALUE;
    }

    boolean hasRotaryPositions() {
        return llama_h.llama_model_rope_type(pointer) != llama_h.LLAMA_ROPE_TYPE_NONE();
    }

    /// Returns whether a position has several dimensions, as for images (M-RoPE).
    boolean hasManyDimensionalPositions() {
        int type = llama_h.llama_model_rope_type(pointer);
        return type == llama_h.LLAMA_ROPE_TYPE_MROPE() || type == llama_h.LLAMA_ROPE_TYPE_IMROPE();
    }

    /// Returns whether some layers or all keep a state in place of keys and values.
    public boolean isRecurrent() {
        return isAllRecurrent() || isHybrid();
    }

    public boolean isAllRecurrent() {
        return llama_h.llama_model_is_recurrent(pointer);
    }

    /// Returns whether some layers are recurrent.
    public boolean isHybrid() {
        return llama_h.llama_model_is_hybrid(pointer);
    }

    /// Returns whether tokens are guessed in any order.
    public boolean isDiffusion() {
        return llama_h.llama_model_is_diffusion(pointer);
    }

    /// Returns how positions are rotated: `NONE`, `NEIGHBOURS`, `HALVES`, `SECTIONS`, `INTERLEAVED_SECTIONS` or `VISION`.
    public String rope() {
        int type = llama_h.llama_model_rope_type(pointer);
        if (type == llama_h.LLAMA_ROPE_TYPE_NORM()) return "NEIGHBOURS";
        if (type == llama_h.LLAMA_ROPE_TYPE_NEOX()) return "HALVES";
        if (type == llama_h.LLAMA_ROPE_TYPE_MROPE()) return "SECTIONS";
        if (type == llama_h.LLAMA_ROPE_TYPE_IMROPE()) return "INTERLEAVED_SECTIONS";
        return type == llama_h.LLAMA_ROPE_TYPE_VISION() ? "VISION" : "NONE";
    }

    /// Returns what positions are multiplied with.
    public float ropeFrequencyScale() {
        return llama_h.llama_model_rope_freq_scale_train(pointer);
    }

    /// Returns the token that the decoder begins with, or -1 without an encoder.
    public int decoderStart() {
        return llama_h.llama_model_decoder_start_token(pointer);
    }

    /// Returns how many numbers a classifier puts out; meaningless for other models.
    public int classifierOutputs() {
        return llama_h.llama_model_n_cls_out(pointer);
    }

    /// Returns what a classifier's numbers stand for, as far as the file says.
    public List<String> classifierLabels() {
        return IntStream.range(0, classifierOutputs())
                .mapToObj(i -> llama_h.llama_model_cls_label(pointer, i))
                .takeWhile(it -> !it.equals(MemorySegment.NULL))
                .map(it -> it.getString(0))
                .toList();
    }

    /// Returns how many tokens layers with a sliding window look back; 0 without such layers.
    public int slidingWindow() {
        return llama_h.llama_model_n_swa(pointer);
    }

    public boolean hasEncoder() {
        return llama_h.llama_model_has_encoder(pointer);
    }

    public boolean hasDecoder() {
        return llama_h.llama_model_has_decoder(pointer);
    }

    /// Returns all scalar metadata of the file as text, in the order of llama.cpp.
    public Map<String, String> metadata() {
        var metadata = new LinkedHashMap<String, String>();
        for (int i = 0, count = llama_h.llama_model_meta_count(pointer); i < count; i++) {
            metadata.put(metadataKey(i), metadataValue(i));
        }
        return Collections.unmodifiableMap(metadata);
    }

    /// Returns the metadata with what overrides it: what llama.cpp computes by.
    public Map<String, String> effectiveMetadata() {
        var metadata = new LinkedHashMap<>(metadata());
        overrides.forEach((key, value) -> metadata.put(key, value.toString()));
        return metadata;
    }

    /// Returns whether each token sees those before it alone, and predicts the next.
    public boolean continuesText() {
        Map<String, String> metadata = effectiveMetadata();
        String causal = metadata.get(metadata.get(ARCHITECTURE) + ".attention.causal");
        return hasDecoder() && !hasEncoder() && !isDiffusion() && !"false".equals(causal);
    }

    private String metadataKey(int index) {
        return NativeText.read(
                128, (buffer, size) -> llama_h.llama_model_meta_key_by_index(pointer, index, buffer, size));
    }

    private String metadataValue(int index) {
        return NativeText.read(
                256, (buffer, size) -> llama_h.llama_model_meta_val_str_by_index(pointer, index, buffer, size));
    }

    /// Returns the model's default chat template, or null if it has none.
    public @Nullable String chatTemplate() {
        MemorySegment template = llama_h.llama_model_chat_template(pointer, MemorySegment.NULL);
        return template.equals(MemorySegment.NULL) ? null : template.getString(0);
    }

    /// Returns the chat template of a name, or null if there is none.
    public @Nullable String chatTemplate(String name) {
        try (var arena = Arena.ofConfined()) {
            MemorySegment template = llama_h.llama_model_chat_template(pointer, arena.allocateFrom(name));
            return template.equals(MemorySegment.NULL) ? null : template.getString(0);
        }
    }

    /// Returns the metadata keys of what a file recommends for sampling, in the order of `enum llama_model_meta_key`.
    public static List<String> samplingKeys() {
        Backend.get();
        return IntStream.rangeClosed(0, llama_h.LLAMA_MODEL_META_KEY_SAMPLING_MIROSTAT_ETA())
                .mapToObj(it -> llama_h.llama_model_meta_key_str(it).getString(0))
                .toList();
    }
}
