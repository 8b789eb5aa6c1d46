package dev.panallama.gguf;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.LongStream;

/// Collects metadata and tensors, then writes them as a GGUF file of version 3. One thread at a time.
public final class GgufWriter {
    private final Map<String, GgufValue> metadata = new LinkedHashMap<>();
    private final Map<String, Pending> tensors = new LinkedHashMap<>();

    /// A tensor whose place in the file is not known yet.
    private record Pending(TensorType type, List<Long> shape, ByteBuffer data) {
        int bytes() {
            return data.limit();
        }
    }

    /// Begins an empty file.
    public GgufWriter() {}

    /// Sets a value of the metadata. [Gguf#ALIGNMENT] aligns the tensors as well.
    ///
    /// @throws IllegalArgumentException if the key is empty, or the alignment no `UINT32` that is a power of two
    public GgufWriter put(String key, GgufValue value) {
        if (key.isEmpty()) throw new IllegalArgumentException("a metadata entry has an empty key: name it");
        if (key.equals(Gguf.ALIGNMENT) && !(value instanceof GgufValue.Whole(GgufType type, long bytes)
                && type == GgufType.UINT32 && Gguf.isAlignment(bytes)))
            throw new IllegalArgumentException(
                    "%s is %s: give a UINT32 that is a power of two up to 1,048,576".formatted(key, value));
        metadata.put(key, value);
        return this;
    }

    /// Adds a tensor of numbers.
    ///
    /// @param type `F32` or `F16`
    /// @param shape the number of elements in each dimension, the length of a row first
    /// @throws IllegalArgumentException if the type is another one, or the shape does not have so many elements
    public GgufWriter tensor(String name, TensorType type, float[] values, long... shape) {
        var data = ByteBuffer.allocate(Math.multiplyExact(values.length, type.blockBytes()))
                .order(ByteOrder.LITTLE_ENDIAN);
        switch (type) {
            case F32 -> data.asFloatBuffer().put(values);
            case F16 -> {
                for (float it : values) data.putShort(Float.floatToFloat16(it));
            }
            default -> throw new IllegalArgumentException(
                    "numbers cannot be stored as %s here: give F32, F16 or the bytes".formatted(type));
        }
        return tensor(name, type, data.array(), shape);
    }

    /// Adds a tensor of any type by the bytes of its blocks, which are not copied.
    ///
    /// @param shape the number of elements in each dimension, the length of a row first
    /// @throws IllegalArgumentException if the name is taken or too long, or the shape takes another number of bytes
    public GgufWriter tensor(String name, TensorType type, byte[] data, long... shape) {
        if (name.getBytes(StandardCharsets.UTF_8).length > GgufTensor.MAX_NAME_BYTES)
            throw new IllegalArgumentException("the name %s is too long: 63 bytes are possible".formatted(name));
        List<Long> lengths = LongStream.of(shape).boxed().toList();
        long size = GgufTensor.sizeOf(type, lengths);
        if (size != data.length)
            throw new IllegalArgumentException("tensor %s of shape %s takes %,d bytes as %s: %,d were given"
                    .formatted(name, lengths, size, type, data.length));
        if (tensors.putIfAbsent(name, new Pending(type, lengths, ByteBuffer.wrap(data))) != null)
            throw new IllegalArgumentException("there is a tensor %s already: name this one otherwise".formatted(name));
        return this;
    }

    /// Writes the file: under a temporary name beside it, then moved over it. Its folder must exist.
    ///
    /// @throws IOException if the file cannot be written; the one that was there is left alone then
    public void write(Path file) throws IOException {
        Path target = file.toAbsolutePath();
        Path part = target.resolveSibling("%s.%s.part".formatted(target.getFileName(), UUID.randomUUID()));
        try {
            try (var channel = FileChannel.open(part, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                write(channel);
                channel.force(true);
            }
            Files.move(part, target, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private void write(WritableByteChannel channel) throws IOException {
        int alignment = metadata.get(Gguf.ALIGNMENT) instanceof GgufValue.Whole(_, long bytes)
                ? (int) bytes
                : Gguf.DEFAULT_ALIGNMENT;
        var header = new GgufOutput();
        header.header(tensors.size(), metadata);
        for (GgufTensor it : placed(alignment)) header.tensor(it);
        writeAligned(channel, ByteBuffer.wrap(header.bytes()), alignment);
        for (Pending it : tensors.values()) writeAligned(channel, it.data().duplicate(), alignment);
    }

    private List<GgufTensor> placed(int alignment) {
        var placed = new ArrayList<GgufTensor>();
        long offset = 0;
        for (var entry : tensors.entrySet()) {
            Pending it = entry.getValue();
            placed.add(new GgufTensor(entry.getKey(), it.type(), it.shape(), offset, it.bytes()));
            offset = Gguf.align(offset + it.bytes(), alignment);
        }
        return placed;
    }

    private static void writeAligned(WritableByteChannel channel, ByteBuffer data, int alignment) throws IOException {
        long padding = Gguf.align(data.limit(), alignment) - data.limit();
        writeAll(channel, data);
        writeAll(channel, ByteBuffer.allocate((int) padding));
    }

    private static void writeAll(WritableByteChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) channel.write(bytes);
    }
}
