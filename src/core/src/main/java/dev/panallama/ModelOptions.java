package dev.panallama;

import dev.panallama.internal.load.Overrides;
import java.util.LinkedHashMap;
import java.util.Map;

/// How a model is loaded. Immutable; start from [#defaults] and change what matters.
///
/// @param gpuLayers how many layers go to GPUs, counted from the last, with the output as one more; 0 keeps all on the
///     CPU. [#AUTOMATIC] takes as many as fit, [#ALL_LAYERS] all. It means nothing where there is no GPU
/// @param loadMode how the weights come into memory
/// @param checkTensors whether every weight is checked for being a number, which reads the whole file
/// @param vocabularyOnly whether the weights are left out: such a model only tokenizes
/// @param placement which devices are used, and for what
/// @param overrides metadata that counts instead of the file's: `Long`, `Double`, `Boolean` or `String` by key
/// @param isolation whether the model runs in this process or in one of its own
/// @param progress told how much of the weights is loaded; may cancel
public record ModelOptions(
        int gpuLayers,
        LoadMode loadMode,
        boolean checkTensors,
        boolean vocabularyOnly,
        Placement placement,
        Map<String, Object> overrides,
        Isolation isolation,
        LoadProgress progress) {
    /// The number of GPU layers that stands for all of them.
    public static final int ALL_LAYERS = -1;

    /// The number of GPU layers that stands for as many as fit into free memory, beside the KV cache and a margin.
    public static final int AUTOMATIC = -2;

    private static final ModelOptions DEFAULTS = new ModelOptions(
            AUTOMATIC, LoadMode.AUTOMATIC, false, false, Placement.defaults(), Map.of(), Isolation.AUTOMATIC,
            LoadProgress.UNWATCHED);

    /// @throws IllegalArgumentException if the number of GPU layers is below [#AUTOMATIC], or an override is none that
    ///     llama.cpp can take
    public ModelOptions {
        if (gpuLayers < AUTOMATIC)
            throw new IllegalArgumentException(
                    "gpuLayers is %d: give 0 or more, -1 for all layers, -2 for as many as fit".formatted(gpuLayers));
        overrides = Overrides.checked(overrides);
    }

    /// Returns as many layers on GPUs as fit, the file mapped, weights unchecked, nothing left out or overridden, in this
    /// process where the architecture is a usual one.
    public static ModelOptions defaults() {
        return DEFAULTS;
    }

    /// Returns these options with another number of GPU layers, [#AUTOMATIC] or [#ALL_LAYERS].
    public ModelOptions withGpuLayers(int layers) {
        return new ModelOptions(layers, loadMode, checkTensors, vocabularyOnly, placement, overrides, isolation,
                progress);
    }

    /// Returns these options with the weights brought into memory in another way.
    public ModelOptions withLoadMode(LoadMode mode) {
        return new ModelOptions(gpuLayers, mode, checkTensors, vocabularyOnly, placement, overrides, isolation,
                progress);
    }

    /// Returns these options with or without a check of every weight.
    public ModelOptions withCheckTensors(boolean check) {
        return new ModelOptions(gpuLayers, loadMode, check, vocabularyOnly, placement, overrides, isolation, progress);
    }

    /// Returns these options with or without the weights.
    public ModelOptions withVocabularyOnly(boolean only) {
        return new ModelOptions(gpuLayers, loadMode, checkTensors, only, placement, overrides, isolation, progress);
    }

    /// Returns these options with other devices, or other tensors on them.
    public ModelOptions withPlacement(Placement other) {
        return new ModelOptions(gpuLayers, loadMode, checkTensors, vocabularyOnly, other, overrides, isolation,
                progress);
    }

    /// Returns these options with a whole number of the metadata overridden.
    ///
    /// @throws IllegalArgumentException if the key is empty or has more than 127 bytes
    public ModelOptions withOverride(String key, long value) {
        return with(key, value);
    }

    /// Returns these options with a real number of the metadata overridden.
    ///
    /// @throws IllegalArgumentException if the key is empty or has more than 127 bytes, or the value is not finite
    public ModelOptions withOverride(String key, double value) {
        return with(key, value);
    }

    /// Returns these options with a true or false of the metadata overridden.
    ///
    /// @throws IllegalArgumentException if the key is empty or has more than 127 bytes
    public ModelOptions withOverride(String key, boolean value) {
        return with(key, value);
    }

    /// Returns these options with a text of the metadata overridden.
    ///
    /// @throws IllegalArgumentException if the key is empty, or key or value have more than 127 bytes of UTF-8
    public ModelOptions withOverride(String key, String value) {
        return with(key, value);
    }

    private ModelOptions with(String key, Object value) {
        var more = new LinkedHashMap<>(overrides);
        more.put(key, value);
        return new ModelOptions(gpuLayers, loadMode, checkTensors, vocabularyOnly, placement, more, isolation,
                progress);
    }

    /// Returns these options with another place for the model's native code.
    public ModelOptions withIsolation(Isolation place) {
        return new ModelOptions(gpuLayers, loadMode, checkTensors, vocabularyOnly, placement, overrides, place,
                progress);
    }

    /// Returns these options with the model in a worker process, which may die without harm to this one: for files that
    /// nobody vouches for, and for servers that must not stop. A token takes a little longer.
    public ModelOptions isolated() {
        return withIsolation(Isolation.WORKER);
    }

    /// Returns these options with the model in this process, also if it is of an unusual architecture: the caller vouches
    /// for the file.
    public ModelOptions trusted() {
        return withIsolation(Isolation.NONE);
    }

    /// Returns these options with a listener for progress.
    public ModelOptions withProgress(LoadProgress listener) {
        return new ModelOptions(gpuLayers, loadMode, checkTensors, vocabularyOnly, placement, overrides, isolation,
                listener);
    }
}
