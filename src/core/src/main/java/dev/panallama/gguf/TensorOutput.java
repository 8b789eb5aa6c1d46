package dev.panallama.gguf;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.jspecify.annotations.Nullable;

/// Writes the parts of a file one after the other, each padded to the alignment. Of the files that tensors come from, one
/// is open at a time.
final class TensorOutput implements AutoCloseable {
    private final FileChannel channel;
    private final int alignment;
    private final Meter meter;
    private @Nullable StoredFile source;
    private @Nullable GgufFile open;

    TensorOutput(FileChannel channel, int alignment, Meter meter) {
        this.channel = channel;
        this.alignment = alignment;
        this.meter = meter;
    }

    void header(byte[] bytes) throws IOException {
        all(ByteBuffer.wrap(bytes));
        pad(bytes.length);
    }

    void tensor(TensorData data) throws IOException {
        switch (data) {
            case TensorData.Given(ByteBuffer bytes) -> {
                all(bytes.duplicate());
                meter.add(data.bytes());
            }
            case TensorData.Stored(StoredFile file, GgufTensor tensor) -> opened(file).copy(tensor, channel, meter);
        }
        pad(data.bytes());
    }

    private GgufFile opened(StoredFile file) throws IOException {
        if (open != null && file.equals(source)) return open;
        close();
        open = file.open();
        source = file;
        return open;
    }

    private void pad(long bytes) throws IOException {
        all(ByteBuffer.allocate((int) (Gguf.align(bytes, alignment) - bytes)));
    }

    private void all(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) channel.write(bytes);
    }

    /// Closes the file that tensors came from.
    @Override
    public void close() throws IOException {
        if (open != null) open.close();
        open = null;
    }
}
