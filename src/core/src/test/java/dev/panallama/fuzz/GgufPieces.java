package dev.panallama.fuzz;

import dev.panallama.gguf.TensorType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// A GGUF file taken apart into pieces that can each be made wrong, and put together again so that the rest stays right.
final class GgufPieces {
    static final int UINT32 = 4;
    static final int INT32 = 5;
    static final int FLOAT32 = 6;
    static final int BOOL = 7;
    static final int STRING = 8;
    static final int ARRAY = 9;
    private static final int[] SIZES = {1, 1, 2, 2, 4, 4, 4, 1, 0, 0, 8, 8, 8};

    /// An entry of the metadata; the elements are those of an array, or the one value.
    static final class Entry {
        String key;
        int type;
        int elementType;
        List<byte[]> elements;

        Entry(String key, int type, int elementType, List<byte[]> elements) {
            this.key = key;
            this.type = type;
            this.elementType = elementType;
            this.elements = elements;
        }

        boolean isArray() {
            return type == ARRAY;
        }

        String text() {
            return new String(elements.getFirst(), StandardCharsets.ISO_8859_1);
        }
    }

    /// A line of the table of tensors, and the tensor's data.
    static final class Tensor {
        String name;
        int type;
        List<Long> shape;
        byte[] data;

        Tensor(String name, int type, List<Long> shape, byte[] data) {
            this.name = name;
            this.type = type;
            this.shape = shape;
            this.data = data;
        }

        /// Returns how many bytes the data ought to have, or as many as there are where that cannot be said.
        int size() {
            Optional<TensorType> known = TensorType.of(type);
            if (known.isEmpty()) return data.length;
            long row = shape.isEmpty() ? 1 : shape.getFirst();
            long size = row / known.get().blockSize() * known.get().blockBytes();
            for (int i = 1; i < shape.size(); i++) size *= shape.get(i);
            return size < 0 || size > MOST_DATA ? data.length : (int) size;
        }
    }

    private static final byte[] ONES = {0, 0, (byte) 0x80, 0x3f};
    private static final int MOST_DATA = 1 << 22;

    int version = 3;
    int alignment = 32;
    long tensorsMore; // than there are, in the count
    long entriesMore;
    final List<Entry> entries = new ArrayList<>();
    final List<Tensor> tensors = new ArrayList<>();

    static GgufPieces read(Path file) throws IOException {
        ByteBuffer in = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        var pieces = new GgufPieces();
        in.position(8);
        int tensors = (int) in.getLong();
        int entries = (int) in.getLong();
        for (int i = 0; i < entries; i++) pieces.entries.add(entry(in));
        pieces.tensors(in, tensors);
        return pieces;
    }

    private static Entry entry(ByteBuffer in) {
        String key = latin(bytes(in));
        int type = in.getInt();
        int elementType = type == ARRAY ? in.getInt() : type;
        long count = type == ARRAY ? in.getLong() : 1;
        var elements = new ArrayList<byte[]>();
        for (long i = 0; i < count; i++)
            elements.add(elementType == STRING ? bytes(in) : bytes(in, SIZES[elementType]));
        return new Entry(key, type, elementType, elements);
    }

    private void tensors(ByteBuffer in, int count) {
        var offsets = new ArrayList<Long>();
        for (int i = 0; i < count; i++) {
            String name = latin(bytes(in));
            var shape = new ArrayList<Long>();
            for (int n = in.getInt(); n > 0; n--) shape.add(in.getLong());
            tensors.add(new Tensor(name, in.getInt(), shape, new byte[0]));
            offsets.add(in.getLong());
        }
        int start = (in.position() + 31) & -32;
        for (int i = 0; i < count; i++) {
            Tensor it = tensors.get(i);
            in.position((int) (start + offsets.get(i)));
            it.data = bytes(in, it.size());
        }
    }

    /// Puts the file together; data that is too short is repeated.
    byte[] bytes() {
        byte[] header = header();
        long size = header.length;
        for (Tensor it : tensors) size = align(size) + it.size();
        ByteBuffer out = ByteBuffer.allocate((int) align(size));
        out.put(header);
        for (Tensor it : tensors) {
            out.position((int) align(out.position()));
            byte[] data = it.data.length > 0 ? it.data : ONES;
            for (int left = it.size(); left > 0; left -= data.length) out.put(data, 0, Math.min(left, data.length));
        }
        return out.array();
    }

    int headerBytes() {
        return header().length;
    }

    private byte[] header() {
        var out = new Out();
        out.bytes("GGUF".getBytes(StandardCharsets.US_ASCII)).whole(version, 4);
        out.whole(tensors.size() + tensorsMore, 8).whole(entries.size() + entriesMore, 8);
        for (Entry it : entries) {
            out.text(latin(it.key)).whole(it.type, 4);
            if (it.isArray()) out.whole(it.elementType, 4).whole(it.elements.size(), 8);
            for (byte[] element : it.elements) {
                if (it.elementType == STRING) out.text(element);
                else out.bytes(element);
            }
        }
        long offset = 0;
        for (Tensor it : tensors) {
            out.text(latin(it.name)).whole(it.shape.size(), 4);
            for (long length : it.shape) out.whole(length, 8);
            out.whole(it.type, 4).whole(offset, 8);
            offset = align(offset + it.size());
        }
        byte[] bytes = out.toByteArray();
        return Arrays.copyOf(bytes, (int) align(bytes.length));
    }

    private long align(long bytes) {
        return (bytes + alignment - 1) / alignment * alignment;
    }

    Optional<Entry> entry(String key) {
        return entries.stream().filter(it -> it.key.equals(key)).findFirst();
    }

    static byte[] number(long value, int type) {
        var out = new Out();
        if (type == FLOAT32) out.whole(Float.floatToRawIntBits((float) value), 4);
        else if (type == 12) out.whole(Double.doubleToRawLongBits(value), 8);
        else out.whole(value, type < SIZES.length ? SIZES[type] : 4);
        return out.toByteArray();
    }

    static byte[] real(double value, int type) {
        var out = new Out();
        if (type == FLOAT32) out.whole(Float.floatToRawIntBits((float) value), 4);
        else out.whole(Double.doubleToRawLongBits(value), 8);
        return out.toByteArray();
    }

    /// Returns the whole number that bytes are.
    static long number(byte[] bytes) {
        long value = 0;
        for (int i = bytes.length; i-- > 0;) value = (value << 8) | (bytes[i] & 0xff);
        return value;
    }

    static byte[] latin(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String latin(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static byte[] bytes(ByteBuffer in) {
        return bytes(in, (int) in.getLong());
    }

    private static byte[] bytes(ByteBuffer in, int count) {
        var bytes = new byte[count];
        in.get(bytes);
        return bytes;
    }

    private static final class Out extends ByteArrayOutputStream {
        Out whole(long value, int bytes) {
            for (int i = 0; i < bytes; i++) write((int) (value >>> (8 * i)));
            return this;
        }

        Out bytes(byte[] bytes) {
            writeBytes(bytes);
            return this;
        }

        Out text(byte[] bytes) {
            return whole(bytes.length, 8).bytes(bytes);
        }
    }
}
