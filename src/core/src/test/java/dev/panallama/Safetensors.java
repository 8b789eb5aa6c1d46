package dev.panallama;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A file of tensors as PyTorch's programs publish them: a header in JSON, then the numbers.
final class Safetensors {
    /// A tensor of 32-bit floats; the length of a row is the last number of its shape.
    record Tensor(long[] shape, float[] values) {}

    private Safetensors() {}

    /// Reads all tensors that are 32-bit floats.
    static Map<String, Tensor> read(Path file) throws IOException {
        try (var channel = FileChannel.open(file)) {
            ByteBuffer bytes = channel.map(MapMode.READ_ONLY, 0, channel.size()).order(ByteOrder.LITTLE_ENDIAN);
            int length = Math.toIntExact(bytes.getLong());
            var header = new byte[length];
            bytes.get(header);
            var tensors = new LinkedHashMap<String, Tensor>();
            for (var entry : new JsonMapper().readTree(header).properties())
                if (entry.getValue().path("dtype").asString("").equals("F32"))
                    tensors.put(entry.getKey(), tensor(entry.getValue(), bytes));
            return tensors;
        }
    }

    private static Tensor tensor(JsonNode entry, ByteBuffer bytes) {
        int from = entry.get("data_offsets").get(0).asInt();
        int to = entry.get("data_offsets").get(1).asInt();
        var values = new float[(to - from) / Float.BYTES];
        bytes.slice(bytes.position() + from, to - from).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
        JsonNode shape = entry.get("shape");
        return new Tensor(IntStream.range(0, shape.size()).mapToLong(it -> shape.get(it).asLong()).toArray(), values);
    }
}
