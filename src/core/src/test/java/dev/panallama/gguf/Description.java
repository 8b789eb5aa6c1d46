package dev.panallama.gguf;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;

/// Says of a file what our reader reads in it, in the words of `src/test/python/describe.py`.
final class Description {
    private final MessageDigest digest;

    private Description() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError(impossible);
        }
    }

    static List<String> of(Path path) throws IOException {
        try (var file = GgufFile.open(path)) {
            Gguf header = file.header();
            var lines = new ArrayList<String>();
            lines.add("file %d %d %d".formatted(header.version(), header.alignment(),
                    Gguf.align(header.dataOffset(), header.alignment())));
            header.metadata().forEach((key, value) -> lines.add(new Description().entry(key, value)));
            for (GgufTensor it : header.tensors()) lines.add(new Description().tensor(it, file));
            return lines;
        }
    }

    private String entry(String key, GgufValue value) {
        String types = value.type().name();
        int count = 1;
        if (value instanceof GgufValue.Array(GgufType type, List<?> elements)) {
            for (Object it : elements) add(type, it);
            count = elements.size();
            if (count > 0) types += " " + type;
        } else {
            add(value.type(), scalar(value));
        }
        return "entry %s %d %s %s".formatted(hex(key), count, types, end());
    }

    private static Object scalar(GgufValue value) {
        return switch (value) {
            case GgufValue.Whole(_, long number) -> number;
            case GgufValue.Real(_, double number) -> number;
            case GgufValue.Flag(boolean flag) -> flag;
            case GgufValue.Text(String text) -> text;
            case GgufValue.Array(_, List<?> elements) -> elements;
        };
    }

    private void add(GgufType type, Object value) {
        ByteBuffer bytes = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
        switch (type) {
            case UINT8, INT8 -> bytes.put((byte) (long) value);
            case UINT16, INT16 -> bytes.putShort((short) (long) value);
            case UINT32, INT32 -> bytes.putInt((int) (long) value);
            case UINT64, INT64 -> bytes.putLong((long) value);
            case FLOAT32 -> bytes.putFloat((float) (double) value);
            case FLOAT64 -> bytes.putDouble((double) value);
            case BOOL -> bytes.put((byte) ((boolean) value ? 1 : 0));
            case STRING -> bytes.putLong(GgufText.encode((String) value).length);
            case ARRAY -> throw new AssertionError("arrays in an array");
        }
        digest.update(bytes.flip());
        if (value instanceof String text) digest.update(GgufText.encode(text));
    }

    private String tensor(GgufTensor it, GgufFile file) throws IOException {
        digest.update(file.bytes(it.name()));
        String shape = it.shape().stream().map(String::valueOf).collect(Collectors.joining("x"));
        return "tensor %s %s %s %d %d %s".formatted(hex(it.name()), it.type(), shape, it.offset(), it.sizeBytes(),
                end());
    }

    private static String hex(String text) {
        return HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
    }

    private String end() {
        return HexFormat.of().formatHex(digest.digest());
    }
}
