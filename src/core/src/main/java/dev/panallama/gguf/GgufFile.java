package dev.panallama.gguf;

import dev.panallama.error.GgufException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.util.Set;

/// An open GGUF file whose tensors can be read. Any thread may use it, several at once; an interrupt while one reads
/// closes it for all.
///
/// Every access stays within its tensor, and within what the file was when it was opened.
public final class GgufFile implements AutoCloseable {
    private static final Set<TensorType> FLOATS = Set.of(TensorType.F32, TensorType.F16, TensorType.BF16);

    private final Path path;
    private final FileChannel channel;
    private final Gguf header;

    private GgufFile(Path path, FileChannel channel) throws IOException {
        this.path = path;
        this.channel = channel;
        header = Gguf.read(path, channel);
    }

    /// Opens a file and reads its header.
    ///
    /// @throws GgufException if the file is not well-formed, or ends before its last tensor
    /// @throws IOException if the file cannot be read
    public static GgufFile open(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file);
        try {
            return new GgufFile(file, channel);
        } catch (Throwable failure) {
            channel.close();
            throw failure;
        }
    }

    /// Returns what the file says of itself.
    public Gguf header() {
        return header;
    }

    /// Reads all data of a tensor, as it is stored.
    ///
    /// @throws IllegalArgumentException if there is no tensor of the name, or it is too large for an array
    /// @throws IOException if the file cannot be read
    public byte[] bytes(String name) throws IOException {
        GgufTensor tensor = tensor(name);
        var bytes = new byte[arrayLength(tensor, tensor.sizeBytes())];
        read(tensor, 0, ByteBuffer.wrap(bytes));
        return bytes;
    }

    /// Reads a part of a tensor's data: as many bytes as the target has room for.
    ///
    /// @param from the first byte, counted from the beginning of the tensor
    /// @throws IllegalArgumentException if there is no tensor of the name, or it has not so many bytes from there on
    /// @throws IOException if the file cannot be read
    public void read(String name, long from, ByteBuffer target) throws IOException {
        GgufTensor tensor = tensor(name);
        if (from < 0 || target.remaining() > tensor.sizeBytes() - from)
            throw new IllegalArgumentException("tensor %s has %,d bytes: %,d from byte %,d on were asked for"
                    .formatted(name, tensor.sizeBytes(), target.remaining(), from));
        read(tensor, from, target);
    }

    /// Reads all numbers of a tensor that is not quantized.
    ///
    /// @throws IllegalArgumentException if there is no tensor of the name, it is too large for an array, or its type is
    ///     none of `F32`, `F16` and `BF16`
    /// @throws IOException if the file cannot be read
    public float[] floats(String name) throws IOException {
        GgufTensor tensor = tensor(name);
        if (!FLOATS.contains(tensor.type()))
            throw new IllegalArgumentException(
                    "tensor %s is of %s: read its bytes, or convert the file to F32".formatted(name, tensor.type()));
        var numbers = new float[arrayLength(tensor, tensor.elements())];
        ByteBuffer data = ByteBuffer.wrap(bytes(name)).order(ByteOrder.LITTLE_ENDIAN);
        switch (tensor.type()) {
            case F32 -> data.asFloatBuffer().get(numbers);
            case F16 -> {
                for (int i = 0; i < numbers.length; i++) numbers[i] = Float.float16ToFloat(data.getShort());
            }
            case BF16 -> {
                for (int i = 0; i < numbers.length; i++) numbers[i] = Float.intBitsToFloat(data.getShort() << 16);
            }
            default -> throw new IllegalStateException(tensor.type() + " is not among " + FLOATS);
        }
        return numbers;
    }

    /// Copies a tensor's data without taking it into memory.
    void copy(GgufTensor tensor, WritableByteChannel target, Meter meter) throws IOException {
        for (long done = 0; done < tensor.sizeBytes();) {
            long most = Math.min(Meter.PIECE, tensor.sizeBytes() - done);
            long copied = channel.transferTo(start(tensor) + done, most, target);
            if (copied <= 0) throw shorter();
            done += copied;
            meter.add(copied);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private void read(GgufTensor tensor, long from, ByteBuffer target) throws IOException {
        for (long at = start(tensor) + from; target.hasRemaining();) {
            int count = channel.read(target, at);
            if (count < 0) throw shorter();
            at += count;
        }
    }

    private GgufException shorter() {
        return new GgufException("%s became shorter since it was opened; fetch it again".formatted(path));
    }

    private long start(GgufTensor tensor) {
        return header.dataOffset() + tensor.offset();
    }

    private GgufTensor tensor(String name) {
        return header.tensor(name)
                .orElseThrow(() -> new IllegalArgumentException("there is no tensor %s in %s".formatted(name, path)));
    }

    private static int arrayLength(GgufTensor tensor, long length) {
        if (length > Integer.MAX_VALUE - 8)
            throw new IllegalArgumentException(
                    "tensor %s is too large for an array: read its bytes in parts".formatted(tensor.name()));
        return (int) length;
    }
}
