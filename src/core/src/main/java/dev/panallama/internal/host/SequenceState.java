package dev.panallama.internal.host;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// What the memory of a context holds of one sequence, copied out in llama.cpp's own format. Any thread may use it.
public final class SequenceState implements AutoCloseable {
    private static final int CHUNK = 1 << 20;

    private final Arena arena = Arena.ofShared();
    private final MemorySegment bytes;

    /// Makes room for a state of `size` bytes, to be filled.
    public SequenceState(long size) {
        try {
            bytes = arena.allocate(size);
        } catch (Throwable failure) {
            arena.close();
            throw failure;
        }
    }

    /// Reads a state of `size` bytes.
    public static SequenceState read(InputStream in, long size) throws IOException {
        var state = new SequenceState(size);
        try {
            byte[] chunk = new byte[CHUNK];
            for (long at = 0; at < size;) {
                int count = in.readNBytes(chunk, 0, (int) Math.min(CHUNK, size - at));
                if (count == 0) throw new EOFException("%,d bytes are missing".formatted(size - at));
                MemorySegment.copy(chunk, 0, state.bytes, JAVA_BYTE, at, count);
                at += count;
            }
            return state;
        } catch (Throwable failure) {
            state.close();
            throw failure;
        }
    }

    /// Writes all bytes.
    public void writeTo(OutputStream out) throws IOException {
        byte[] chunk = new byte[CHUNK];
        for (long at = 0; at < size();) {
            int count = (int) Math.min(CHUNK, size() - at);
            MemorySegment.copy(bytes, JAVA_BYTE, at, chunk, 0, count);
            out.write(chunk, 0, count);
            at += count;
        }
    }

    /// Returns the size in bytes.
    public long size() {
        return bytes.byteSize();
    }

    /// Returns the bytes, which live until [#close].
    public MemorySegment bytes() {
        return bytes;
    }

    @Override
    public void close() {
        arena.close();
    }
}
