package dev.panallama.gguf;

import java.nio.ByteBuffer;
import java.util.Optional;

/// The type of a metadata value (`enum gguf_type` of gguf.h).
public enum GgufType {
    UINT8(0, 1), INT8(1, 1), UINT16(2, 2), INT16(3, 2), UINT32(4, 4), INT32(5, 4), FLOAT32(6, 4), BOOL(7, 1), STRING(8,
            8), // at least: the length comes first
    ARRAY(9, 12), // at least: element type and count come first
    UINT64(10, 8), INT64(11, 8), FLOAT64(12, 8);

    private final int id;
    private final int leastBytes;

    GgufType(int id, int leastBytes) {
        this.id = id;
        this.leastBytes = leastBytes;
    }

    /// Returns the type of a number in a file, if there is one.
    static Optional<GgufType> of(int id) {
        for (GgufType it : values()) if (it.id == id) return Optional.of(it);
        return Optional.empty();
    }

    /// Returns the number that stands for the type in files.
    int id() {
        return id;
    }

    /// Returns how many bytes a value takes at least.
    int leastBytes() {
        return leastBytes;
    }

    /// Reads a value of a fixed size: a `Long`, `Double` or `Boolean`.
    Object read(ByteBuffer values, int at) {
        return switch (this) {
            case UINT8 -> values.get(at) & 0xffL;
            case INT8 -> (long) values.get(at);
            case UINT16 -> values.getShort(at) & 0xffffL;
            case INT16 -> (long) values.getShort(at);
            case UINT32 -> values.getInt(at) & 0xffff_ffffL;
            case INT32 -> (long) values.getInt(at);
            case UINT64, INT64 -> values.getLong(at);
            case FLOAT32 -> (double) values.getFloat(at);
            case FLOAT64 -> values.getDouble(at);
            case BOOL -> values.get(at) != 0;
            case STRING, ARRAY -> throw new IllegalArgumentException(this + " has no fixed size");
        };
    }

    boolean isWhole() {
        return switch (this) {
            case UINT8, INT8, UINT16, INT16, UINT32, INT32, UINT64, INT64 -> true;
            case FLOAT32, BOOL, STRING, ARRAY, FLOAT64 -> false;
        };
    }

    boolean isReal() {
        return this == FLOAT32 || this == FLOAT64;
    }

    /// Returns whether a whole number can be stored as this type; of 64 bits, the sign is the reader's affair.
    boolean holds(long value) {
        return switch (this) {
            case UINT8 -> value >= 0 && value <= 0xff;
            case INT8 -> value == (byte) value;
            case UINT16 -> value >= 0 && value <= 0xffff;
            case INT16 -> value == (short) value;
            case UINT32 -> value >= 0 && value <= 0xffff_ffffL;
            case INT32 -> value == (int) value;
            case UINT64, INT64 -> true;
            case FLOAT32, BOOL, STRING, ARRAY, FLOAT64 -> false;
        };
    }
}
