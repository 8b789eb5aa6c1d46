package dev.panallama.gguf;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.AbstractList;
import java.util.Objects;
import java.util.RandomAccess;

/// The numbers of an array as a file has them, boxed one by one when they are asked for: an array takes no more memory
/// than file. Immutable.
final class PackedNumbers extends AbstractList<Object> implements RandomAccess {
    private final GgufType type;
    private final byte[] bytes;
    private final ByteBuffer values;

    /// @param bytes little-endian, and from now on this list's own
    PackedNumbers(GgufType type, byte[] bytes) {
        this.type = type;
        this.bytes = bytes;
        values = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    GgufType type() {
        return type;
    }

    byte[] bytes() {
        return bytes;
    }

    @Override
    public int size() {
        return bytes.length / type.leastBytes();
    }

    @Override
    public Object get(int index) {
        return type.read(values, Objects.checkIndex(index, size()) * type.leastBytes());
    }
}
