package dev.panallama.gguf;

import dev.panallama.error.GgufException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/// Collects metadata and tensors, new ones and those of other files, then writes them as a GGUF file of version 3. One
/// thread at a time.
///
/// Tensors of other files are copied when the file is written, and never as a whole in memory.
public final class GgufWriter {
    private final Map<String, GgufValue> metadata = new LinkedHashMap<>();
    private final Map<String, Pending> tensors = new LinkedHashMap<>();

    /// A tensor whose place in the file is not known yet.
    private record Pending(TensorType type, List<Long> shape, TensorData data) {}

    /// Begins an empty file.
    public GgufWriter() {}

    /// Begins with all that a file has, in its order, to write it otherwise: over the file itself, or elsewhere.
    ///
    /// @throws GgufException if the file is not well-formed, or ends before its last tensor
    /// @throws IOException if the file cannot be read
    public static GgufWriter copyOf(Path file) throws IOException {
        StoredFile source = StoredFile.read(file);
        var writer = new GgufWriter();
        writer.metadata.putAll(source.header().metadata());
        for (GgufTensor it : source.header().tensors()) writer.tensor(source, it);
        return writer;
    }

    /// Sets a value of the metadata: a new one comes last, another value of a key where the old one was.
    /// [Gguf#ALIGNMENT] aligns the tensors as well.
    ///
    /// @throws IllegalArgumentException if the key is empty or longer than 65,536 bytes, or the alignment no `UINT32` that
    ///     is a power of two up to 1,048,576
    public GgufWriter put(String key, GgufValue value) {
        if (key.isEmpty()) throw new IllegalArgumentException("a metadata entry has an empty key: name it");
        int bytes = GgufText.encode(key).length;
        if (bytes > GgufReader.MOST_KEY_BYTES)
            throw new IllegalArgumentException(
                    "a key has %,d bytes: at most %,d are possible".formatted(bytes, GgufReader.MOST_KEY_BYTES));
        if (key.equals(Gguf.ALIGNMENT) && !Gguf.isAlignment(value))
            throw new IllegalArgumentException(
                    "%s is %s: give a UINT32 that is a power of two up to 1,048,576".formatted(key, value));
        metadata.put(key, value);
        return this;
    }

    /// Removes a value of the metadata.
    ///
    /// @throws IllegalArgumentException if there is none of the key
    public GgufWriter remove(String key) {
        if (metadata.remove(key) == null)
            throw new IllegalArgumentException("there is no metadata entry %s to remove".formatted(key));
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

    /// Adds a tensor of stored data, which is not copied: it must stay as it is until the file is written.
    ///
    /// @param data the blocks of the type, row after row
    /// @param shape the number of elements in each dimension, the length of a row first
    /// @throws IllegalArgumentException if the data does not have the size of the shape, or the name is too long or taken
    public GgufWriter tensor(String name, TensorType type, byte[] data, long... shape) {
        List<Long> lengths = LongStream.of(shape).boxed().toList();
        long size = GgufTensor.sizeOf(type, lengths);
        if (size != data.length)
            throw new IllegalArgumentException("tensor %s of shape %s takes %,d bytes as %s: %,d were given"
                    .formatted(name, lengths, size, type, data.length));
        return tensor(name, new Pending(type, lengths, new TensorData.Given(ByteBuffer.wrap(data))));
    }

    /// Adds all tensors of another file, in its order, and none of its metadata.
    ///
    /// @throws IllegalArgumentException if a name is taken
    /// @throws GgufException if the file is not well-formed, or ends before its last tensor
    /// @throws IOException if the file cannot be read
    public GgufWriter tensorsOf(Path file) throws IOException {
        StoredFile source = StoredFile.read(file);
        for (GgufTensor it : source.header().tensors()) tensor(source, it);
        return this;
    }

    /// Adds a tensor of another file.
    GgufWriter tensor(StoredFile file, GgufTensor it) {
        return tensor(it.name(), new Pending(it.type(), it.shape(), new TensorData.Stored(file, it)));
    }

    private GgufWriter tensor(String name, Pending tensor) {
        checkNew(name);
        tensors.put(name, tensor);
        return this;
    }

    /// Removes a tensor.
    ///
    /// @throws IllegalArgumentException if there is none of the name
    public GgufWriter removeTensor(String name) {
        if (tensors.remove(name) == null)
            throw new IllegalArgumentException("there is no tensor %s to remove".formatted(name));
        return this;
    }

    /// Gives a tensor another name. It keeps its place among the others.
    ///
    /// @throws IllegalArgumentException if there is none of the name, or the new one is too long or taken
    public GgufWriter renameTensor(String name, String newName) {
        if (!tensors.containsKey(name))
            throw new IllegalArgumentException("there is no tensor %s to rename".formatted(name));
        if (name.equals(newName)) return this;
        checkNew(newName);
        var all = new LinkedHashMap<>(tensors);
        tensors.clear();
        all.forEach((each, tensor) -> tensors.put(each.equals(name) ? newName : each, tensor));
        return this;
    }

    private void checkNew(String name) {
        if (GgufText.encode(name).length > GgufTensor.MAX_NAME_BYTES)
            throw new IllegalArgumentException("the name %s is too long: 63 bytes are possible".formatted(name));
        if (tensors.containsKey(name))
            throw new IllegalArgumentException("there is a tensor %s already: name this one otherwise".formatted(name));
    }

    /// Writes the file: under a temporary name beside it, then moved over it. Its folder must exist.
    ///
    /// @throws IllegalArgumentException if the metadata is longer than can be read again: 128 MiB
    /// @throws GgufException if a file that tensors come from has changed
    /// @throws java.util.concurrent.CancellationException if the thread is interrupted
    /// @throws IOException if the file cannot be written; the one that was there is left alone then
    public void write(Path file) throws IOException {
        write(file, GgufProgress.UNWATCHED);
    }

    /// Writes the file like [#write(Path)], and tells a listener how far it is.
    ///
    /// @throws java.util.concurrent.CancellationException if the listener says so, or the thread is interrupted
    /// @throws IOException if the file cannot be written; the one that was there is left alone then
    public void write(Path file, GgufProgress progress) throws IOException {
        try (var files = new NewFiles()) {
            write(files.add(file), new Meter(progress, dataBytes()));
            files.publish();
        }
    }

    /// Returns the bytes of all tensors.
    long dataBytes() {
        return tensors.values().stream().mapToLong(it -> it.data().bytes()).sum();
    }

    /// Writes the file under a new name.
    void write(Path file, Meter meter) throws IOException {
        int alignment = Gguf.alignment(metadata);
        byte[] header = header(alignment);
        try (var channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
                var out = new TensorOutput(channel, alignment, meter)) {
            out.header(header);
            for (Pending it : tensors.values()) out.tensor(it.data());
            channel.force(true);
        } catch (ClosedByInterruptException _) {
            throw Meter.interrupted();
        }
    }

    private byte[] header(int alignment) {
        var header = new GgufOutput();
        header.header(tensors.size(), metadata);
        for (GgufTensor it : placed(alignment)) header.tensor(it);
        byte[] bytes = header.bytes();
        if (bytes.length > GgufInput.MOST_HEADER_BYTES)
            throw new IllegalArgumentException(
                    "the header has %,d bytes, and %,d can be read again: leave something out"
                            .formatted(bytes.length, GgufInput.MOST_HEADER_BYTES));
        return bytes;
    }

    private List<GgufTensor> placed(int alignment) {
        var placed = new ArrayList<GgufTensor>();
        long offset = 0;
        for (var entry : tensors.entrySet()) {
            Pending it = entry.getValue();
            placed.add(new GgufTensor(entry.getKey(), it.type(), it.shape(), offset, it.data().bytes()));
            offset = Gguf.align(offset + it.data().bytes(), alignment);
        }
        return placed;
    }
}
