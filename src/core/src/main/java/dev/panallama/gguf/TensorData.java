package dev.panallama.gguf;

import java.nio.ByteBuffer;

/// Where a writer takes the data of a tensor from.
sealed interface TensorData {
    long bytes();

    /// Data in memory.
    record Given(ByteBuffer data) implements TensorData {
        @Override
        public long bytes() {
            return data.limit();
        }
    }

    /// Data in another file.
    record Stored(StoredFile file, GgufTensor tensor) implements TensorData {
        @Override
        public long bytes() {
            return tensor.sizeBytes();
        }
    }
}
