package dev.panallama;

/// How a model is loaded. Immutable; start from [#defaults] and change what matters.
///
/// @param gpuLayers how many layers go to GPUs, where there are any: 0 keeps the model on the CPU,
///     [#ALL_LAYERS] moves all
/// @param memoryMap whether the file is mapped (fast to load, shared between processes) or read into
///     memory. Truncating a file while it is mapped ends the process: read files that others may write
/// @param checkTensors whether every weight is checked for being a number, which reads the whole file
/// @param vocabularyOnly whether the weights are left out: such a model only tokenizes
/// @param progress told how much of the weights is loaded; may cancel
public record ModelOptions(
        int gpuLayers, boolean memoryMap, boolean checkTensors, boolean vocabularyOnly, LoadProgress progress) {
    /// The number of GPU layers that stands for all of them.
    public static final int ALL_LAYERS = -1;

    private static final ModelOptions DEFAULTS = new ModelOptions(ALL_LAYERS, true, false, false,
            LoadProgress.UNWATCHED);

    /// @throws IllegalArgumentException if the number of GPU layers is below [#ALL_LAYERS]
    public ModelOptions {
        if (gpuLayers < ALL_LAYERS)
            throw new IllegalArgumentException(
                    "gpuLayers is %d: give 0 or more, or -1 for all layers".formatted(gpuLayers));
    }

    /// Returns all layers on a GPU if there is one, the file mapped, nothing checked or left out.
    public static ModelOptions defaults() {
        return DEFAULTS;
    }

    /// Returns these options with another number of GPU layers.
    public ModelOptions withGpuLayers(int layers) {
        return new ModelOptions(layers, memoryMap, checkTensors, vocabularyOnly, progress);
    }

    /// Returns these options with the file mapped or read.
    public ModelOptions withMemoryMap(boolean map) {
        return new ModelOptions(gpuLayers, map, checkTensors, vocabularyOnly, progress);
    }

    /// Returns these options with or without a check of every weight.
    public ModelOptions withCheckTensors(boolean check) {
        return new ModelOptions(gpuLayers, memoryMap, check, vocabularyOnly, progress);
    }

    /// Returns these options with or without the weights.
    public ModelOptions withVocabularyOnly(boolean only) {
        return new ModelOptions(gpuLayers, memoryMap, checkTensors, only, progress);
    }

    /// Returns these options with a listener for progress.
    public ModelOptions withProgress(LoadProgress listener) {
        return new ModelOptions(gpuLayers, memoryMap, checkTensors, vocabularyOnly, listener);
    }
}
