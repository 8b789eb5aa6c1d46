package dev.panallama.internal.ffm;

import dev.panallama.bindings.llama_h;
import dev.panallama.bindings.llama_model_imatrix_data;
import dev.panallama.bindings.llama_model_quantize_params;
import dev.panallama.bindings.llama_model_tensor_override;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Map;

/// The `llama_model_quantize_params` of one run, filled by the caller; what is not set keeps llama.cpp's default.
public final class QuantizeParameters {
    private static final String PATTERN_CHARACTERS = "\\^$.|?*+()[]{}/";

    private final Arena arena;
    private final MemorySegment params;

    QuantizeParameters(Arena arena) {
        this.arena = arena;
        params = llama_h.llama_model_quantize_default_params(arena);
    }

    /// Sets the type of the file (`enum llama_ftype`).
    public QuantizeParameters fileType(int type) {
        llama_model_quantize_params.ftype(params, type);
        return this;
    }

    public QuantizeParameters threads(int count) {
        llama_model_quantize_params.nthread(params, count);
        return this;
    }

    /// Asks for one type for all tensors, without a mixture.
    public QuantizeParameters pure(boolean pure) {
        llama_model_quantize_params.pure(params, pure);
        return this;
    }

    /// Asks for a copy of all tensors.
    public QuantizeParameters copyOnly(boolean copy) {
        llama_model_quantize_params.only_copy(params, copy);
        return this;
    }

    /// Allows tensors that are quantized already to be quantized again.
    public QuantizeParameters allowRequantize(boolean allow) {
        llama_model_quantize_params.allow_requantize(params, allow);
        return this;
    }

    /// Asks for the output matrix to be quantized too.
    public QuantizeParameters quantizeOutput(boolean quantize) {
        llama_model_quantize_params.quantize_output_tensor(params, quantize);
        return this;
    }

    /// Asks for as many files as there are to read.
    public QuantizeParameters keepSplit(boolean keep) {
        llama_model_quantize_params.keep_split(params, keep);
        return this;
    }

    /// Sets the type of the output matrix (`enum ggml_type`).
    public void outputType(int type) {
        llama_model_quantize_params.output_tensor_type(params, type);
    }

    /// Sets the type of the token embeddings (`enum ggml_type`).
    public void embeddingType(int type) {
        llama_model_quantize_params.token_embedding_type(params, type);
    }

    /// Sets the types (`enum ggml_type`) of tensors by their names. llama.cpp takes regular expressions; these match the
    /// names alone, so that none can fail there.
    public void tensorTypes(Map<String, Integer> types) {
        MemorySegment list = llama_model_tensor_override.allocateArray(types.size() + 1L, arena); // a NULL ends it
        int index = 0;
        for (var entry : types.entrySet()) {
            MemorySegment to = llama_model_tensor_override.asSlice(list, index++);
            llama_model_tensor_override.pattern(to, arena.allocateFrom(patternOf(entry.getKey())));
            llama_model_tensor_override.type(to, entry.getValue());
        }
        llama_model_quantize_params.tt_overrides(params, list);
    }

    private static String patternOf(String name) {
        var pattern = new StringBuilder("^");
        for (int i = 0; i < name.length(); i++) {
            if (PATTERN_CHARACTERS.indexOf(name.charAt(i)) >= 0) pattern.append('\\');
            pattern.append(name.charAt(i));
        }
        return pattern.append('$').toString();
    }

    /// Sets how much each input of a tensor counts, by the tensor's name.
    public void importance(Map<String, float[]> values) {
        MemorySegment list = llama_model_imatrix_data.allocateArray(values.size() + 1L, arena); // a NULL ends it
        int index = 0;
        for (var entry : values.entrySet()) {
            MemorySegment to = llama_model_imatrix_data.asSlice(list, index++);
            llama_model_imatrix_data.name(to, arena.allocateFrom(entry.getKey()));
            llama_model_imatrix_data.data(to, arena.allocateFrom(ValueLayout.JAVA_FLOAT, entry.getValue()));
            llama_model_imatrix_data.size(to, entry.getValue().length);
        }
        llama_model_quantize_params.imatrix(params, list);
    }

    /// Leaves layers out, by their numbers in order.
    public void prune(List<Integer> layers) {
        MemorySegment list = arena.allocate(ValueLayout.JAVA_INT, layers.size() + 1L);
        for (int i = 0; i < layers.size(); i++) list.setAtIndex(ValueLayout.JAVA_INT, i, layers.get(i));
        list.setAtIndex(ValueLayout.JAVA_INT, layers.size(), -1);
        llama_model_quantize_params.prune_layers(params, list);
    }

    /// Sets metadata: `Long`, `Double`, `Boolean` or `String` by key.
    public void metadata(Map<String, Object> values) {
        llama_model_quantize_params.kv_overrides(params, MetadataOverrides.list(arena, values));
    }

    /// Makes the run, from the next tensor on, one that writes nothing. llama.cpp reads the flag again for each.
    void writeNothing() {
        llama_model_quantize_params.dry_run(params, true);
    }

    /// Returns the struct, which the arena of the run keeps alive.
    MemorySegment segment() {
        return params;
    }
}
