package dev.panallama.gguf;

/// Where a file is cut into parts. Immutable.
///
/// @param maxBytes the most bytes of tensors in a part; the metadata is not counted, as in llama.cpp's own tool
/// @param maxTensors the most tensors in a part
/// @param metadataFirst whether the first part has the metadata alone, which is quick to fetch
/// @param progress is told how far the writing is
public record SplitOptions(long maxBytes, int maxTensors, boolean metadataFirst, GgufProgress progress) {
    /// @throws IllegalArgumentException unless both limits are positive
    public SplitOptions {
        if (maxBytes <= 0)
            throw new IllegalArgumentException("maxBytes is %,d: give 1 or more".formatted(maxBytes));
        if (maxTensors <= 0)
            throw new IllegalArgumentException("maxTensors is %,d: give 1 or more".formatted(maxTensors));
    }

    /// Returns options for parts of so many bytes at most.
    public static SplitOptions ofBytes(long max) {
        return new SplitOptions(max, Integer.MAX_VALUE, false, GgufProgress.UNWATCHED);
    }

    /// Returns options for parts of so many tensors at most.
    public static SplitOptions ofTensors(int max) {
        return new SplitOptions(Long.MAX_VALUE, max, false, GgufProgress.UNWATCHED);
    }

    /// Returns these options with a first part of metadata alone, or not.
    public SplitOptions withMetadataFirst(boolean alone) {
        return new SplitOptions(maxBytes, maxTensors, alone, progress);
    }

    /// Returns these options with a listener.
    public SplitOptions withProgress(GgufProgress listener) {
        return new SplitOptions(maxBytes, maxTensors, metadataFirst, listener);
    }
}
