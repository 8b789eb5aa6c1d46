package dev.panallama.gguf;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/// Collects the bytes of a header, little-endian.
final class GgufOutput {
    private static final int VERSION = 3;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    byte[] bytes() {
        return out.toByteArray();
    }

    void header(int tensors, Map<String, GgufValue> metadata) {
        out.writeBytes("GGUF".getBytes(StandardCharsets.US_ASCII));
        whole(VERSION, 4);
        whole(tensors, 8);
        whole(metadata.size(), 8);
        metadata.forEach((key, value) -> {
            text(key);
            whole(value.type().id(), 4);
            value(value);
        });
    }

    void tensor(GgufTensor tensor) {
        text(tensor.name());
        whole(tensor.shape().size(), 4);
        for (long length : tensor.shape()) whole(length, 8);
        whole(tensor.type().id(), 4);
        whole(tensor.offset(), 8);
    }

    private void value(GgufValue value) {
        switch (value) {
            case GgufValue.Whole(GgufType type, long number) -> element(type, number);
            case GgufValue.Real(GgufType type, double number) -> element(type, number);
            case GgufValue.Flag(boolean flag) -> element(GgufType.BOOL, flag);
            case GgufValue.Text(String text) -> text(text);
            case GgufValue.Array array -> {
                whole(array.elementType().id(), 4);
                whole(array.elements().size(), 8);
                elements(array);
            }
        }
    }

    private void elements(GgufValue.Array array) {
        switch (array.elements()) {
            case PackedNumbers it -> out.write(it.bytes(), it.offset(), it.size() * it.type().leastBytes());
            case PackedTexts it -> {
                int start = it.start(0) - PackedTexts.LENGTH_BYTES;
                out.write(it.bytes(), start, it.start(it.size()) - PackedTexts.LENGTH_BYTES - start);
            }
            default -> array.elements().forEach(it -> element(array.elementType(), it));
        }
    }

    private void element(GgufType type, Object value) {
        switch (value) {
            case String text -> text(text);
            case Boolean flag -> out.write(flag ? 1 : 0);
            case Double number when type == GgufType.FLOAT32 -> whole(Float.floatToRawIntBits(number.floatValue()), 4);
            case Double number -> whole(Double.doubleToRawLongBits(number), 8);
            case Long number -> whole(number, type.leastBytes());
            default -> throw new IllegalArgumentException("%s is no metadata".formatted(value));
        }
    }

    private void text(String text) {
        byte[] bytes = GgufText.encode(text);
        whole(bytes.length, 8);
        out.writeBytes(bytes);
    }

    private void whole(long value, int bytes) {
        for (int i = 0; i < bytes; i++) out.write((int) (value >>> (8 * i)));
    }
}
