package dev.panallama.grammar;

import java.util.Arrays;

/// The last tokens generated, with their bytes. Older ones are forgotten.
final class TextTail {
    private final int kept;
    private byte[] bytes;
    private int length;
    private int[] ids;
    private int[] starts; // of each token's bytes
    private int count;
    private boolean whole = true;

    /// @param kept how many bytes it keeps at least
    TextTail(int kept) {
        this.kept = kept;
        bytes = new byte[Math.max(64, 2 * kept)];
        ids = new int[16];
        starts = new int[16];
    }

    TextTail(TextTail other) {
        kept = other.kept;
        bytes = other.bytes.clone();
        length = other.length;
        ids = other.ids.clone();
        starts = other.starts.clone();
        count = other.count;
        whole = other.whole;
    }

    void add(int id, byte[] piece) {
        if (length + piece.length > bytes.length) forget();
        if (length + piece.length > bytes.length) bytes = Arrays.copyOf(bytes, 2 * (length + piece.length));
        if (count == ids.length) {
            ids = Arrays.copyOf(ids, 2 * count);
            starts = Arrays.copyOf(starts, 2 * count);
        }
        ids[count] = id;
        starts[count++] = length;
        System.arraycopy(piece, 0, bytes, length, piece.length);
        length += piece.length;
    }

    /// Forgets the tokens before the bytes that are kept.
    private void forget() {
        int first = firstAt(Math.max(0, length - kept));
        if (first == 0) return;
        int from = starts[first];
        count -= first;
        System.arraycopy(ids, first, ids, 0, count);
        System.arraycopy(starts, first, starts, 0, count);
        for (int i = 0; i < count; i++) starts[i] -= from;
        length -= from;
        System.arraycopy(bytes, from, bytes, 0, length);
        whole = false;
    }

    /// Returns whether nothing has been forgotten.
    boolean isWhole() {
        return whole;
    }

    /// Returns the number of bytes.
    int length() {
        return length;
    }

    byte[] bytes() {
        return Arrays.copyOf(bytes, length);
    }

    /// Returns the number of tokens.
    int count() {
        return count;
    }

    int id(int token) {
        return ids[token];
    }

    /// Returns where the bytes of a token begin.
    int start(int token) {
        return starts[token];
    }

    /// Returns the token that holds the byte at an offset.
    int firstAt(int offset) {
        int found = Arrays.binarySearch(starts, 0, count, offset);
        if (found < 0) return Math.max(0, -found - 2);
        while (found > 0 && starts[found - 1] == offset) found--; // tokens without bytes
        return found;
    }
}
