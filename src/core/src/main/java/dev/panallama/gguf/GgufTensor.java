package dev.panallama.gguf;

import java.util.List;

/// What a file says of one tensor. Immutable.
///
/// @param shape the number of elements in each dimension, the length of a row first
/// @param offset where the data begins, in bytes after [Gguf#dataOffset]
/// @param sizeBytes the size of the data in bytes, without padding
public record GgufTensor(String name, TensorType type, List<Long> shape, long offset, long sizeBytes) {
    /// The most dimensions that a tensor has.
    public static final int MAX_DIMENSIONS = 4;

    /// The most bytes of a tensor's name.
    public static final int MAX_NAME_BYTES = 63;

    public GgufTensor {
        shape = List.copyOf(shape);
    }

    /// Returns the number of elements.
    public long elements() {
        return shape.stream().mapToLong(Long::longValue).reduce(1, Math::multiplyExact);
    }

    /// Returns the size of a tensor in bytes.
    ///
    /// @throws IllegalArgumentException if the shape is none, too large, or has rows that are no whole number of blocks
    static long sizeOf(TensorType type, List<Long> shape) {
        if (shape.size() > MAX_DIMENSIONS)
            throw new IllegalArgumentException("it has %d dimensions: at most 4 are possible".formatted(shape.size()));
        for (long length : shape)
            if (length < 0) throw new IllegalArgumentException("it has a dimension of %,d elements".formatted(length));
        long row = shape.isEmpty() ? 1 : shape.getFirst();
        if (row % type.blockSize() != 0)
            throw new IllegalArgumentException("its rows have %,d elements, no multiple of the %d in a block of %s"
                    .formatted(row, type.blockSize(), type));
        try {
            long blocks = row / type.blockSize();
            for (long length : shape.subList(Math.min(1, shape.size()), shape.size()))
                blocks = Math.multiplyExact(blocks, length);
            return Math.multiplyExact(blocks, (long) type.blockBytes());
        } catch (ArithmeticException overflow) {
            throw new IllegalArgumentException("its shape %s has more bytes than can be counted".formatted(shape),
                    overflow);
        }
    }
}
