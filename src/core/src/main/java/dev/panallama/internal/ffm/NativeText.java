package dev.panallama.internal.ffm;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;

/// Text that C writes into a buffer of the caller, answering with the length that it has or needs.
final class NativeText {
    /// Writes into `buffer` of `size` bytes and returns the whole length in bytes, or a negative number.
    @FunctionalInterface
    interface Writer {
        int write(MemorySegment buffer, long size);
    }

    private NativeText() {}

    /// Reads a text, with a second call where `expected` bytes were too few. A failure reads as empty.
    static String read(int expected, Writer writer) {
        try (var arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocate(expected);
            int length = writer.write(buffer, expected);
            if (length >= expected) {
                buffer = arena.allocate(length + 1L);
                length = writer.write(buffer, length + 1L);
            }
            return decode(buffer, Math.max(0, length));
        }
    }

    /// Decodes by length: a text may hold a NUL, and a full buffer ends without one.
    private static String decode(MemorySegment buffer, int length) {
        byte[] bytes = new byte[length];
        MemorySegment.copy(buffer, ValueLayout.JAVA_BYTE, 0, bytes, 0, length);
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
