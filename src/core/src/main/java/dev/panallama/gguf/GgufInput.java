package dev.panallama.gguf;

import dev.panallama.error.GgufException;
import dev.panallama.internal.NumberBytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.Arrays;

/// Reads the little-endian values of a header one after the other; every length is checked against what is left.
///
/// The bytes stay in one array, which grows with what has arrived: long arrays are views of it.
final class GgufInput {
    /// The longest header that is read. The largest vocabularies take an eighth of it.
    static final int MOST_HEADER_BYTES = 1 << 27;

    private static final int STEP = 1 << 17; // of one call, for which Java needs a buffer of the same size

    private final ReadableByteChannel channel;
    private final long size;
    private final int end; // of what may be read
    private byte[] bytes;
    private int filled;
    private int position;

    /// @param channel at the beginning of a file, of which it gives at least a byte each time
    /// @param size of the whole file
    GgufInput(ReadableByteChannel channel, long size) {
        this.channel = channel;
        this.size = size;
        end = (int) Math.min(size, MOST_HEADER_BYTES);
        bytes = new byte[Math.min(end, STEP)];
    }

    int position() {
        return position;
    }

    long size() {
        return size;
    }

    /// Returns all that was read, when no more will be.
    byte[] bytes() {
        return bytes;
    }

    int int32() throws IOException {
        int at = pass(4);
        return NumberBytes.int32(bytes, at);
    }

    long int64() throws IOException {
        int at = pass(8);
        return (NumberBytes.int32(bytes, at) & 0xffff_ffffL) | ((long) NumberBytes.int32(bytes, at + 4) << 32);
    }

    /// Reads a number of things of which each takes `leastBytes` at least.
    int count(String what, int leastBytes, int most) throws IOException {
        int at = position;
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
        int start = passText(mostBytes);
        return GgufText.decode(bytes, start, position);
    }

    /// Passes over a text.
    ///
    /// @return where it begins, after its length; it ends at [#position]
    int passText(int mostBytes) throws IOException {
        return pass(count("bytes of text", 1, mostBytes));
    }

    /// Passes over a number of bytes that was checked by [#count].
    ///
    /// @return where they begin
    int pass(int count) throws IOException {
        if (count > filled - position) fill(count);
        int start = position;
        position += count;
        return start;
    }

    private void fill(int count) throws IOException {
        if (count > size - position)
            throw new GgufException("it ends at byte %,d inside its header; fetch it again".formatted(size));
        if (count > end - position)
            throw new GgufException("its header is longer than the %,d bytes that are read".formatted(end));
        while (filled - position < count) {
            if (filled == bytes.length) bytes = Arrays.copyOf(bytes, Math.min(end, Math.max(STEP, 2 * filled)));
            int room = Math.min(STEP, bytes.length - filled);
            int read = channel.read(ByteBuffer.wrap(bytes, filled, room));
            if (read < 0) throw new GgufException("it became shorter while it was read");
            filled += read;
        }
    }
}
