package dev.panallama.quantization;

import dev.panallama.gguf.TensorType;

/// One tensor of a file that is written anew.
///
/// @param name its name in the new file
/// @param from its type before
/// @param to its type afterwards
/// @param elements the number of its elements
/// @param fallback whether it gets another type than was meant for it, because its rows are no whole number of that one's
///     blocks
public record QuantizedTensor(String name, TensorType from, TensorType to, long elements, boolean fallback) {
    /// Returns the size before, in bytes.
    public long bytesBefore() {
        return bytes(from);
    }

    /// Returns the size afterwards, in bytes.
    public long bytesAfter() {
        return bytes(to);
    }

    private long bytes(TensorType type) {
        return elements / type.blockSize() * type.blockBytes();
    }
}
