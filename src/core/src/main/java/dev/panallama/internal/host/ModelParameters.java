package dev.panallama.internal.host;

import java.util.List;
import java.util.Map;

/// The parameters of one load, to be filled by the caller; what is not set keeps llama.cpp's default.
public interface ModelParameters {
    /// Sets how many layers go to GPUs; a negative number means all.
    ModelParameters gpuLayers(int layers);

    /// Maps the file.
    void map();

    /// Maps the file and keeps it in memory.
    void mapAndLock();

    /// Reads the file into memory.
    void read();

    /// Reads the file past the system's cache.
    void readDirectly();

    /// Asks for a check of every tensor's values while loading.
    ModelParameters checkTensors(boolean check);

    /// Asks for the vocabulary alone, without weights.
    ModelParameters vocabularyOnly(boolean only);

    /// Uses these devices, by name, instead of all GPUs; none if there are none.
    void devices(List<String> names);

    /// Puts all on the device of a place in the list.
    void oneDevice(int main);

    void splitByLayer();

    void splitByRow();

    void splitByTensor();

    /// Sets how much each device gets, in any unit. llama.cpp reads as many numbers as it has devices at most.
    void tensorSplit(List<Double> shares);

    /// Puts tensors whose name a regular expression is found in into the memory of a device.
    void tensors(String pattern, String device);

    /// Sets metadata that counts instead of the file's: `Long`, `Double`, `Boolean` or `String` by key.
    ///
    /// @throws IllegalArgumentException if a key or text is too long for llama.cpp
    void overrides(Map<String, Object> values);
}
