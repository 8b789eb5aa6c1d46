package dev.panallama;

import dev.panallama.gguf.Gguf;
import dev.panallama.gguf.GgufTensor;
import dev.panallama.gguf.GgufWriter;
import dev.panallama.gguf.TensorType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A model file whose tensors are changed in Java, in 32 bits.
final class EditedModel {
    private final Gguf header;
    private final byte[] bytes;
    private final Map<String, float[]> changed = new LinkedHashMap<>();

    EditedModel(Path base) throws IOException {
        header = Gguf.read(base);
        bytes = Files.readAllBytes(base);
    }

    GgufTensor tensor(String name) {
        return header.tensor(name).orElseThrow();
    }

    /// Returns the numbers of a tensor, to be changed in place.
    float[] numbers(String name) {
        return changed.computeIfAbsent(name, _ -> read(tensor(name)));
    }

    /// Returns the numbers of a vector, to be changed in place: zeros if the model has none of that name.
    float[] vector(String name, int length) {
        return changed.computeIfAbsent(name, _ -> header.tensor(name).map(this::read).orElse(new float[length]));
    }

    private float[] read(GgufTensor tensor) {
        ByteBuffer data = data(tensor);
        var numbers = new float[(int) tensor.elements()];
        for (int i = 0; i < numbers.length; i++)
            numbers[i] = tensor.type() == TensorType.F16
                    ? Float.float16ToFloat(data.getShort(2 * i))
                    : data.getFloat(4 * i);
        return numbers;
    }

    private ByteBuffer data(GgufTensor tensor) {
        int at = Math.toIntExact(header.dataOffset() + tensor.offset());
        return ByteBuffer.wrap(bytes).slice(at, (int) tensor.sizeBytes()).order(ByteOrder.LITTLE_ENDIAN);
    }

    /// Writes the model without some of its tensors.
    Path write(Path file, String... left) throws IOException {
        var writer = new GgufWriter();
        header.metadata().forEach(writer::put);
        var rest = new LinkedHashMap<>(changed);
        for (GgufTensor it : header.tensors()) {
            if (List.of(left).contains(it.name())) continue;
            long[] shape = it.shape().stream().mapToLong(Long::longValue).toArray();
            float[] numbers = rest.remove(it.name());
            if (numbers != null) {
                writer.tensor(it.name(), TensorType.F32, numbers, shape);
            } else {
                var copy = new byte[(int) it.sizeBytes()];
                data(it).get(copy);
                writer.tensor(it.name(), it.type(), copy, shape);
            }
        }
        rest.forEach((name, numbers) -> writer.tensor(name, TensorType.F32, numbers, numbers.length));
        writer.write(file);
        return file;
    }
}
