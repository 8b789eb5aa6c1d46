package dev.panallama.gguf;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// A file of a petabyte that is nothing but metadata: 65,536 arrays of 16 million zeros each, the most of both.
final class EndlessHeader {
    static final long SIZE = 1_000_000_000_000_000L;

    private static final int ELEMENTS = 1 << 24;
    private static final int HEAD = 32;
    private static final long ENTRY = HEAD + ELEMENTS;
    private static final ByteBuffer START = buffer(24).put("GGUF".getBytes(StandardCharsets.US_ASCII))
            .putInt(3)
            .putLong(0)
            .putLong(1 << 16);

    private EndlessHeader() {}

    static byte[] bytes(long from, int length) {
        var bytes = new byte[length];
        place(START.array(), -from, bytes);
        for (long i = Math.max(0, (from - START.limit()) / ENTRY); START.limit() + i * ENTRY < from + length; i++)
            place(head(i), START.limit() + i * ENTRY - from, bytes);
        return bytes;
    }

    private static byte[] head(long number) {
        return buffer(HEAD).putLong(8)
                .put("%08d".formatted(number).getBytes(StandardCharsets.US_ASCII))
                .putInt(9) // an array
                .putInt(0) // of UINT8
                .putLong(ELEMENTS)
                .array();
    }

    private static void place(byte[] part, long at, byte[] bytes) {
        for (int i = 0; i < part.length; i++)
            if (at + i >= 0 && at + i < bytes.length) bytes[(int) at + i] = part[i];
    }

    private static ByteBuffer buffer(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }
}
