package dev.panallama.internal.ffm;

import dev.panallama.bindings.llama_h;
import dev.panallama.bindings.llama_model_params;
import dev.panallama.bindings.llama_progress_callback;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// The `llama_model_params` of one load, filled by the caller; what is not set keeps llama.cpp's default.
public final class ModelParameters {
    private final MemorySegment params;

    ModelParameters(Arena arena) {
        params = llama_h.llama_model_default_params(arena);
    }

    /// Sets how many layers go to GPUs; a negative number means all.
    public ModelParameters gpuLayers(int layers) {
        llama_model_params.n_gpu_layers(params, layers);
        return this;
    }

    /// Says whether the file is mapped into memory or read into it.
    public ModelParameters memoryMap(boolean map) {
        llama_model_params.load_mode(params, map ? llama_h.LLAMA_LOAD_MODE_AUTO() : llama_h.LLAMA_LOAD_MODE_NONE());
        return this;
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

    boolean isVocabularyOnly() {
        return llama_model_params.vocab_only(params);
    }

    void progress(LoadWatch watch, Arena arena) {
        llama_model_params.progress_callback(
                params, llama_progress_callback.allocate((fraction, _) -> watch.goesOn(fraction), arena));
    }

    MemorySegment segment() {
        return params;
    }
}
