package dev.panallama.internal.ffm;

import dev.panallama.bindings.llama_h;
import dev.panallama.bindings.llama_model_params;
import dev.panallama.bindings.llama_model_tensor_buft_override;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The `llama_model_params` of one load, filled by the caller; what is not set keeps llama.cpp's default.
public final class ModelParameters {
    private final Arena arena;
    private final MemorySegment params;
    private final List<MemorySegment> tensorPatterns = new ArrayList<>();
    private final List<MemorySegment> tensorBuffers = new ArrayList<>();

    private Map<String, Object> overrides = Map.of();

    ModelParameters(Arena arena) {
        this.arena = arena;
        params = llama_h.llama_model_default_params(arena);
    }

    /// Sets how many layers go to GPUs; a negative number means all.
    public ModelParameters gpuLayers(int layers) {
        llama_model_params.n_gpu_layers(params, layers);
        return this;
    }

    /// Maps the file.
    public void map() {
        llama_model_params.load_mode(params, llama_h.LLAMA_LOAD_MODE_MMAP());
    }

    /// Maps the file and keeps it in memory.
    public void mapAndLock() {
        llama_model_params.load_mode(params, llama_h.LLAMA_LOAD_MODE_MMAP_MLOCK());
    }

    /// Reads the file into memory.
    public void read() {
        llama_model_params.load_mode(params, llama_h.LLAMA_LOAD_MODE_NONE());
    }

    /// Reads the file past the system's cache.
    public void readDirectly() {
        llama_model_params.load_mode(params, llama_h.LLAMA_LOAD_MODE_DIRECT_IO());
    }

    /// Asks for a check of every tensor's values while loading.
    public ModelParameters checkTensors(boolean check) {
        llama_model_params.check_tensors(params, check);
        return this;
    }

    /// Asks for the vocabulary alone, without weights.
    public ModelParameters vocabularyOnly(boolean only) {
        llama_model_params.vocab_only(params, only);
        return this;
    }

    /// Uses these devices, by name, instead of all GPUs; none if there are none.
    public void devices(List<String> names) {
        MemorySegment list = arena.allocate(ValueLayout.ADDRESS, names.size() + 1L); // NULL ends it
        for (int i = 0; i < names.size(); i++) list.setAtIndex(ValueLayout.ADDRESS, i, device(names.get(i)));
        llama_model_params.devices(params, list);
    }

    /// Puts all on the device of a place in the list.
    public void oneDevice(int main) {
        llama_model_params.split_mode(params, llama_h.LLAMA_SPLIT_MODE_NONE());
        llama_model_params.main_gpu(params, main);
    }

    public void splitByLayer() {
        llama_model_params.split_mode(params, llama_h.LLAMA_SPLIT_MODE_LAYER());
    }

    public void splitByRow() {
        llama_model_params.split_mode(params, llama_h.LLAMA_SPLIT_MODE_ROW());
    }

    public void splitByTensor() {
        llama_model_params.split_mode(params, llama_h.LLAMA_SPLIT_MODE_TENSOR());
    }

    /// Sets how much each device gets, in any unit. llama.cpp reads as many numbers as it has devices at most.
    public void tensorSplit(List<Double> shares) {
        long most = llama_h.llama_max_devices();
        if (shares.size() > most)
            throw new IllegalArgumentException("%d shares: llama.cpp takes %d at most".formatted(shares.size(), most));
        MemorySegment split = arena.allocate(ValueLayout.JAVA_FLOAT, most);
        for (int i = 0; i < shares.size(); i++)
            split.setAtIndex(ValueLayout.JAVA_FLOAT, i, shares.get(i).floatValue());
        llama_model_params.tensor_split(params, split);
    }

    /// Puts tensors whose name a regular expression is found in into the memory of a device.
    public void tensors(String pattern, String device) {
        tensorPatterns.add(arena.allocateFrom(pattern));
        tensorBuffers.add(llama_h.ggml_backend_dev_buffer_type(device(device)));
    }

    /// Sets metadata that counts instead of the file's: `Long`, `Double`, `Boolean` or `String` by key.
    ///
    /// @throws IllegalArgumentException if a key or text is too long for llama.cpp
    public void overrides(Map<String, Object> values) {
        overrides = values;
        llama_model_params.kv_overrides(params, MetadataOverrides.list(arena, values));
    }

    private MemorySegment device(String name) {
        MemorySegment device = llama_h.ggml_backend_dev_by_name(arena.allocateFrom(name));
        if (device.equals(MemorySegment.NULL)) throw new IllegalArgumentException("there is no device " + name);
        return device;
    }

    Map<String, Object> overrides() {
        return overrides;
    }

    boolean isVocabularyOnly() {
        return llama_model_params.vocab_only(params);
    }

    void progress(LoadWatch watch) {
        llama_model_params.progress_callback(
                params, Upcalls.progress(watch::goesOn, watch.parked(), arena));
    }

    /// Returns the struct, which the arena of the load keeps alive.
    MemorySegment segment() {
        if (!tensorPatterns.isEmpty()) writeTensors();
        return params;
    }

    private void writeTensors() {
        MemorySegment list = llama_model_tensor_buft_override.allocateArray(tensorPatterns.size() + 1L, arena);
        for (int i = 0; i < tensorPatterns.size(); i++) { // a NULL pattern ends the list
            MemorySegment rule = llama_model_tensor_buft_override.asSlice(list, i);
            llama_model_tensor_buft_override.pattern(rule, tensorPatterns.get(i));
            llama_model_tensor_buft_override.buft(rule, tensorBuffers.get(i));
        }
        llama_model_params.tensor_buft_overrides(params, list);
    }
}
