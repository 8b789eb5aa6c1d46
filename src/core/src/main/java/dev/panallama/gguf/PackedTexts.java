package dev.panallama.gguf;

import dev.panallama.internal.TextBytes;
import java.util.AbstractList;
import java.util.Objects;
import java.util.RandomAccess;

/// The texts of an array as a file has them, decoded one by one when they are asked for. Immutable.
final class PackedTexts extends AbstractList<String> implements TextBytes, RandomAccess {
    /// Each text has its length before it.
    static final int LENGTH_BYTES = 8;

    private final byte[] bytes;
    private final int[] starts;

    /// @param bytes of the whole header, not changed any more
    /// @param starts where each text begins after its length, and where one more would
    PackedTexts(byte[] bytes, int[] starts) {
        this.bytes = bytes;
        this.starts = starts;
    }

    @Override
    public int size() {
        return starts.length - 1;
    }

    @Override
    public byte[] bytes() {
        return bytes;
    }

    @Override
    public int start(int index) {
        return starts[index];
    }

    @Override
    public int end(int index) {
        return starts[index + 1] - LENGTH_BYTES;
    }

    @Override
    public String get(int index) {
        Objects.checkIndex(index, size());
        return GgufText.decode(bytes, start(index), end(index));
    }
}
