package dev.panallama;

import dev.panallama.gguf.Gguf;
import dev.panallama.gguf.GgufTensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/// Reads the numbers of a model's tensors, to compute with them in Java.
record TensorReading(Path file, Gguf header) {
    static TensorReading of(Path file) {
        try {
            return new TensorReading(file, Gguf.read(file));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /// Returns the numbers of a tensor of type F32.
    float[] floats(String name) {
        GgufTensor tensor = header.tensor(name).orElseThrow();
        try (var channel = FileChannel.open(file)) {
            ByteBuffer bytes = ByteBuffer.allocate((int) tensor.sizeBytes()).order(ByteOrder.LITTLE_ENDIAN);
            channel.read(bytes, header.dataOffset() + tensor.offset());
            var floats = new float[bytes.flip().remaining() / Float.BYTES];
            bytes.asFloatBuffer().get(floats);
            return floats;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /// Multiplies a vector with the matrix `name.weight`, and adds `name.bias` if there is one.
    double[] layer(String name, double[] in) {
        float[] matrix = floats(name + ".weight");
        var out = new double[matrix.length / in.length];
        for (int row = 0; row < out.length; row++)
            for (int i = 0; i < in.length; i++) out[row] += (double) matrix[row * in.length + i] * in[i];
        if (header.tensor(name + ".bias").isEmpty()) return out;
        float[] bias = floats(name + ".bias");
        for (int row = 0; row < out.length; row++) out[row] += bias[row];
        return out;
    }
}
