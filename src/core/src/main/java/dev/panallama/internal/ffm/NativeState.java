package dev.panallama.internal.ffm;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.panallama.internal.host.SequenceState;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// A state in native memory.
final class NativeState implements SequenceState {
    private final Arena arena = Arena.ofShared();
    private final MemorySegment bytes;

    NativeState(long size) {
        try {
            bytes = arena.allocate(size);
        } catch (Throwable failure) {
            arena.close();
            throw failure;
        }
    }

    /// Reads a state of `size` bytes.
    static NativeState read(InputStream in, long size) throws IOException {
        var state = new NativeState(size);
        try {
            byte[] chunk = new byte[PART];
            for (long at = 0; at < size;) {
                int count = in.readNBytes(chunk, 0, (int) Math.min(PART, size - at));
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

    @Override
    public byte[] part(long offset, int count) {
        return bytes.asSlice(offset, count).toArray(JAVA_BYTE);
    }

    @Override
    public long size() {
        return bytes.byteSize();
    }

    /// Returns the bytes, which live until [#close].
    MemorySegment bytes() {
        return bytes;
    }

    @Override
    public void close() {
        arena.close();
    }
}
