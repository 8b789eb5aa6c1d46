package dev.panallama.internal.host;

import java.io.IOException;
import java.io.OutputStream;

/// What the memory of a context holds of one sequence, copied out in llama.cpp's own format. Any thread may use it.
public interface SequenceState extends AutoCloseable {
    /// The most bytes that are handled together.
    int PART = 1 << 22;

    /// Returns the size in bytes.
    long size();

    /// Returns a copy of `count` bytes.
    byte[] part(long offset, int count);

    /// Writes all bytes.
    default void writeTo(OutputStream out) throws IOException {
        for (long at = 0; at < size(); at += PART) out.write(part(at, (int) Math.min(PART, size() - at)));
    }

    @Override
    void close();
}
