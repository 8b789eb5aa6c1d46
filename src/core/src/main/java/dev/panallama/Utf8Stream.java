package dev.panallama;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Turns bytes that arrive in pieces into text, at whole characters only.
final class Utf8Stream {
    private static final byte[] NONE = {};

    private byte[] held = NONE;

    /// Adds a token's piece and returns the characters that are whole now. Malformed bytes become U+FFFD.
    String add(Piece piece) {
        String whole = piece.whole();
        return whole != null && isBetweenCharacters() ? whole : add(piece.bytes());
    }

    /// Returns whether no bytes wait for the rest of their character.
    boolean isBetweenCharacters() {
        return held.length == 0;
    }

    /// Adds bytes and returns the characters that are whole now. Malformed bytes become U+FFFD.
    String add(byte[] piece) {
        byte[] bytes = held.length == 0 ? piece : join(held, piece);
        int whole = bytes.length - openBytes(bytes);
        held = whole == bytes.length ? NONE : Arrays.copyOfRange(bytes, whole, bytes.length);
        return new String(bytes, 0, whole, StandardCharsets.UTF_8);
    }

    /// Returns a stream that waits for the same bytes.
    Utf8Stream copy() {
        var copy = new Utf8Stream();
        copy.held = held;
        return copy;
    }

    /// Forgets bytes whose character was never completed.
    void reset() {
        held = NONE;
    }

    /// Counts the bytes at the end that begin a character and wait for the rest of it.
    private static int openBytes(byte[] bytes) {
        int limit = Math.min(3, bytes.length);
        for (int back = 1; back <= limit; back++) {
            int length = sequenceLength(bytes[bytes.length - back]);
            if (length > 0) return length > back ? back : 0;
        }
        return 0;
    }

    /// Returns how many bytes a character has that begins with `lead`, or 0 if none begins so.
    private static int sequenceLength(byte lead) {
        int bits = lead & 0xff;
        if (bits < 0x80) return 1;
        if (bits < 0xc2 || bits > 0xf4) return 0;
        return bits < 0xe0 ? 2 : bits < 0xf0 ? 3 : 4;
    }

    private static byte[] join(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }
}
