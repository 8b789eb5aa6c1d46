package dev.panallama.gguf;

import dev.panallama.error.GgufException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ReadableByteChannel;

/// Reads the little-endian values of a header one after the other; every length is checked against what is left.
final class GgufInput {
    /// The longest header that is read. The largest vocabularies take an eighth of it.
    static final int MOST_HEADER_BYTES = 1 << 27;

    private final ReadableByteChannel channel;
    private final long size;
    private final long end; // of what may be read
    private final ByteBuffer buffer = ByteBuffer.allocate(1 << 16).order(ByteOrder.LITTLE_ENDIAN).flip();
    private long position; // of the buffer's next byte in the file

    /// @param channel at the beginning of a file, of which it gives at least a byte each time
    /// @param size of the whole file
    GgufInput(ReadableByteChannel channel, long size) {
        this.channel = channel;
        this.size = size;
        end = Math.min(size, MOST_HEADER_BYTES);
    }

    long position() {
        return position;
    }

    long size() {
        return size;
    }

    int int32() throws IOException {
        need(4);
        return buffer.getInt();
    }

    long int64() throws IOException {
        need(8);
        return buffer.getLong();
    }

    /// Reads a number of things of which each takes `leastBytes` at least.
    int count(String what, int leastBytes, int most) throws IOException {
        long at = position;
        long count = int64();
        if (count < 0 || count > (end - position) / leastBytes)
            throw new GgufException("at byte %,d it announces %s %s, more than the %,d bytes after that can hold"
                    .formatted(at, Long.toUnsignedString(count), what, end - position));
        if (count > most)
            throw new GgufException(
                    "at byte %,d it announces %,d %s: at most %,d are read".formatted(at, count, what, most));
        return (int) count;
    }

    /// Reads a text: its length in bytes, then so many bytes.
    String text(int mostBytes) throws IOException {
        return GgufText.decode(bytes(count("bytes of text", 1, mostBytes)));
    }

    /// Reads a number of bytes that was checked by [#count].
    byte[] bytes(int count) throws IOException {
        var bytes = new byte[count];
        for (int done = 0; done < count;) {
            need(1);
            int part = Math.min(count - done, buffer.remaining());
            buffer.get(bytes, done, part);
            position += part - 1L; // need(1) has counted one
            done += part;
        }
        return bytes;
    }

    /// Sees to it that the next bytes are in the buffer, and counts them as read.
    private void need(int bytes) throws IOException {
        if (bytes > size - position)
            throw new GgufException("it ends at byte %,d inside its header; fetch it again".formatted(size));
        if (bytes > end - position)
            throw new GgufException("its header is longer than the %,d bytes that are read".formatted(end));
        if (buffer.remaining() < bytes) refill(bytes);
        position += bytes;
    }

    private void refill(int bytes) throws IOException {
        buffer.compact();
        while (buffer.position() < bytes)
            if (channel.read(buffer) < 0) throw new GgufException("it became shorter while it was read");
        buffer.flip();
    }
}
