package dev.panallama.gguf;

import dev.panallama.internal.NumberBytes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.AbstractList;
import java.util.Objects;
import java.util.RandomAccess;

/// The numbers of an array as a file has them, boxed one by one when they are asked for: an array takes no more memory
/// than file. Immutable.
final class PackedNumbers extends AbstractList<Object> implements NumberBytes, RandomAccess {
    private final GgufType type;
    private final ByteBuffer values;
    private final int offset;
    private final int size;

    /// @param bytes of the whole header, little-endian, not changed any more
    /// @param offset where the first number begins
    PackedNumbers(GgufType type, byte[] bytes, int offset, int size) {
        this.type = type;
        this.offset = offset;
        this.size = size;
        values = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    GgufType type() {
        return type;
    }

    @Override
    public byte[] bytes() {
        return values.array();
    }

    @Override
    public int offset() {
        return offset;
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public Object get(int index) {
        return type.read(values, offset + Objects.checkIndex(index, size) * type.leastBytes());
    }
}
