package dev.panallama.internal.ffm;

import dev.panallama.bindings.llama_h;
import dev.panallama.bindings.llama_model_params;
import dev.panallama.bindings.llama_model_tensor_buft_override;
import dev.panallama.internal.host.ModelParameters;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The `llama_model_params` of one load, filled by the caller; what is not set keeps llama.cpp's default.
final class ModelStruct implements ModelParameters {
    private final Arena arena;
    private final MemorySegment params;
    private final List<MemorySegment> tensorPatterns = new ArrayList<>();
    private final List<MemorySegment> tensorBuffers = new ArrayList<>();

    private Map<String, Object> overrides = Map.of();

    ModelStruct(Arena arena) {
        this.arena = arena;
        params = llama_h.llama_model_default_params(arena);
    }

    @Override
    public ModelStruct gpuLayers(int layers) {
        llama_model_params.n_gpu_layers(params, layers);
        return this;
    }

    @Override
    public void map() {
        llama_model_params.load_mode(params, llama_h.LLAMA_LOAD_MODE_MMAP());
    }

    @Override
    public void mapAndLock() {
        llama_model_params.load_mode(params, llama_h.LLAMA_LOAD_MODE_MMAP_MLOCK());
    }

    @Override
    public void read() {
        llama_model_params.load_mode(params, llama_h.LLAMA_LOAD_MODE_NONE());
    }

    @Override
    public void readDirectly() {
        llama_model_params.load_mode(params, llama_h.LLAMA_LOAD_MODE_DIRECT_IO());
    }

    @Override
    public ModelStruct checkTensors(boolean check) {
        llama_model_params.check_tensors(params, check);
        return this;
    }

    @Override
    public ModelStruct vocabularyOnly(boolean only) {
        llama_model_params.vocab_only(params, only);
        return this;
    }

    @Override
    public void devices(List<String> names) {
        MemorySegment list = arena.allocate(ValueLayout.ADDRESS, names.size() + 1L); // NULL ends it
        for (int i = 0; i < names.size(); i++) list.setAtIndex(ValueLayout.ADDRESS, i, device(names.get(i)));
        llama_model_params.devices(params, list);
    }

    @Override
    public void oneDevice(int main) {
        llama_model_params.split_mode(params, llama_h.LLAMA_SPLIT_MODE_NONE());
        llama_model_params.main_gpu(params, main);
    }

    @Override
    public void splitByLayer() {
        llama_model_params.split_mode(params, llama_h.LLAMA_SPLIT_MODE_LAYER());
    }

    @Override
    public void splitByRow() {
        llama_model_params.split_mode(params, llama_h.LLAMA_SPLIT_MODE_ROW());
    }

    @Override
    public void splitByTensor() {
        llama_model_params.split_mode(params, llama_h.LLAMA_SPLIT_MODE_TENSOR());
    }

    @Override
    public void tensorSplit(List<Double> shares) {
        long most = llama_h.llama_max_devices();
        if (shares.size() > most)
            throw new IllegalArgumentException("%d shares: llama.cpp takes %d at most".formatted(shares.size(), most));
        MemorySegment split = arena.allocate(ValueLayout.JAVA_FLOAT, most);
        for (int i = 0; i < shares.size(); i++)
            split.setAtIndex(ValueLayout.JAVA_FLOAT, i, shares.get(i).floatValue());
        llama_model_params.tensor_split(params, split);
    }

    @Override
    public void tensors(String pattern, String device) {
        tensorPatterns.add(arena.allocateFrom(pattern));
        tensorBuffers.add(llama_h.ggml_backend_dev_buffer_type(device(device)));
    }

    @Override
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
