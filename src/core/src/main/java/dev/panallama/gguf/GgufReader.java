package dev.panallama.gguf;

import dev.panallama.error.GgufException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Reads one header (docs/gguf.md of ggml) and refuses what llama.cpp would refuse of it.
final class GgufReader {
    private static final int MAGIC = 'G' | 'G' << 8 | 'U' << 16 | 'F' << 24;
    private static final int LEAST_ENTRY_BYTES = 14; // length and one byte of key, type, one byte of value
    private static final int LEAST_TENSOR_BYTES = 24; // length of the name, dimensions, type, offset
    private static final int MOST_ENTRIES = 1 << 20;
    static final int MOST_KEY_BYTES = 1 << 16;
    private static final int MOST_TEXT_BYTES = 1 << 30;
    private static final int MOST_ELEMENTS = 1 << 24; // sixty times the largest vocabulary

    private final GgufInput in;

    GgufReader(GgufInput in) {
        this.in = in;
    }

    Gguf read() throws IOException {
        if (in.int32() != MAGIC) throw new GgufException("it does not start with \"GGUF\"");
        int version = version();
        int tensorCount = in.count("tensors", LEAST_TENSOR_BYTES, MOST_ENTRIES);
        int entryCount = in.count("metadata entries", LEAST_ENTRY_BYTES, MOST_ENTRIES);
        Map<String, GgufValue> metadata = metadata(entryCount);
        checkAlignment(metadata);
        int alignment = Gguf.alignment(metadata);
        List<GgufTensor> tensors = tensors(tensorCount);
        long dataOffset = tensors.isEmpty() ? in.position() : Gguf.align(in.position(), alignment);
        checkData(tensors, alignment, dataOffset);
        return new Gguf(version, metadata, tensors, alignment, dataOffset);
    }

    private int version() throws IOException {
        int version = in.int32();
        if ((version & 0xffff) == 0) throw new GgufException("it is of a big-endian machine, and this one is not");
        if (version != 2 && version != 3)
            throw new GgufException(
                    "it is of version %s: convert it to version 3".formatted(Integer.toUnsignedString(version)));
        return version;
    }

    private Map<String, GgufValue> metadata(int count) throws IOException {
        var metadata = new LinkedHashMap<String, GgufValue>();
        for (int i = 0; i < count; i++) {
            String key = in.text(MOST_KEY_BYTES);
            if (key.isEmpty()) throw new GgufException("its metadata entry %d has no name".formatted(i));
            if (key.indexOf('\0') >= 0) // where C takes it for another
                throw new GgufException("its metadata entry %d has a NUL in its name".formatted(i));
            if (metadata.put(key, value(key, type(key))) != null)
                throw new GgufException("its metadata has two entries of the name " + key);
        }
        return metadata;
    }

    private GgufType type(String key) throws IOException {
        int id = in.int32();
        return GgufType.of(id)
                .orElseThrow(
                        () -> new GgufException("its metadata entry %s is of the unknown type %d".formatted(key, id)));
    }

    private GgufValue value(String key, GgufType type) throws IOException {
        return switch (type) {
            case BOOL -> new GgufValue.Flag((boolean) fixed(type));
            case STRING -> new GgufValue.Text(in.text(MOST_TEXT_BYTES));
            case FLOAT32, FLOAT64 -> new GgufValue.Real(type, (double) fixed(type));
            case ARRAY -> array(key);
            case UINT8, INT8, UINT16, INT16, UINT32, INT32, UINT64, INT64 ->
                new GgufValue.Whole(type, (long) fixed(type));
        };
    }

    private Object fixed(GgufType type) throws IOException {
        int start = in.pass(type.leastBytes());
        return new PackedNumbers(type, in.bytes(), start, 1).getFirst();
    }

    private GgufValue array(String key) throws IOException {
        GgufType type = type(key);
        if (type == GgufType.ARRAY)
            throw new GgufException("its metadata entry %s has arrays in an array".formatted(key));
        int count = in.count("elements of " + key, type.leastBytes(), MOST_ELEMENTS);
        if (type == GgufType.STRING) return new GgufValue.Array(type, texts(count));
        int start = in.pass(count * type.leastBytes());
        return new GgufValue.Array(type, new PackedNumbers(type, in.bytes(), start, count));
    }

    private PackedTexts texts(int count) throws IOException {
        var starts = new int[count + 1];
        for (int i = 0; i < count; i++) starts[i] = in.passText(MOST_TEXT_BYTES);
        starts[count] = in.position() + PackedTexts.LENGTH_BYTES;
        return new PackedTexts(in.bytes(), starts);
    }

    private static void checkAlignment(Map<String, GgufValue> metadata) {
        GgufValue value = metadata.get(Gguf.ALIGNMENT);
        if (value != null && !Gguf.isAlignment(value))
            throw new GgufException(
                    "its alignment is %s: a UINT32 that is a power of two up to 1,048,576 is possible"
                            .formatted(value));
    }

    private List<GgufTensor> tensors(int count) throws IOException {
        var tensors = new ArrayList<GgufTensor>(count);
        var names = new HashSet<String>();
        for (int i = 0; i < count; i++) {
            String name = in.text(GgufTensor.MAX_NAME_BYTES);
            if (!names.add(name)) throw new GgufException("it has two tensors of the name " + name);
            tensors.add(tensor(name));
        }
        return tensors;
    }

    private GgufTensor tensor(String name) throws IOException {
        int dimensions = in.int32();
        if (dimensions < 0 || dimensions > GgufTensor.MAX_DIMENSIONS)
            throw new GgufException("its tensor %s has %s dimensions: at most 4 are possible"
                    .formatted(name, Integer.toUnsignedString(dimensions)));
        var shape = new ArrayList<Long>(dimensions);
        for (int i = 0; i < dimensions; i++) shape.add(in.int64());
        int id = in.int32();
        TensorType type = TensorType.of(id)
                .orElseThrow(() -> new GgufException("its tensor %s is of the unknown type %d".formatted(name, id)));
        try {
            return new GgufTensor(name, type, shape, in.int64(), GgufTensor.sizeOf(type, shape));
        } catch (IllegalArgumentException fault) {
            throw new GgufException("its tensor %s is impossible: %s".formatted(name, fault.getMessage()));
        }
    }

    /// The data of tensors follow each other without gaps but for the alignment, and end inside the file.
    private void checkData(List<GgufTensor> tensors, int alignment, long dataOffset) {
        long left = in.size() - dataOffset;
        long expected = 0;
        for (GgufTensor it : tensors) {
            if (it.offset() != expected)
                throw new GgufException("its tensor %s is at byte %s of the data instead of %,d"
                        .formatted(it.name(), Long.toUnsignedString(it.offset()), expected));
            if (it.sizeBytes() > left - expected)
                throw new GgufException("it ends at byte %,d inside its tensor %s; fetch it again"
                        .formatted(in.size(), it.name()));
            expected = Gguf.align(expected + it.sizeBytes(), alignment);
        }
    }
}
