package dev.panallama.gguf;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Texts of files as Java has them. Bytes that are no UTF-8 become lone surrogates, U+DC80 to U+DCFF, and are the same
/// bytes again when they are written: vocabularies have such tokens.
final class GgufText {
    private static final char REPLACEMENT = '\ufffd';
    private static final char FIRST_BYTE = '\udc80';
    private static final char LAST_BYTE = '\udcff';
    private static final int BYTES_PER_CHAR = 3;

    private GgufText() {}

    static String decode(byte[] bytes) {
        return decode(bytes, 0, bytes.length);
    }

    static String decode(byte[] bytes, int start, int end) {
        String text = new String(bytes, start, end - start, StandardCharsets.UTF_8);
        return text.indexOf(REPLACEMENT) < 0 ? text : exactly(Arrays.copyOfRange(bytes, start, end));
    }

    private static String exactly(byte[] bytes) {
        var in = ByteBuffer.wrap(bytes);
        var out = CharBuffer.allocate(bytes.length);
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        for (var result = decoder.decode(in, out, true); result.isMalformed(); result = decoder.decode(in, out, true))
            for (int i = result.length(); i > 0; i--) out.put((char) (0xdc00 | (in.get() & 0xff)));
        return out.flip().toString();
    }

    /// @throws IllegalArgumentException if the text has half a character that stands for no byte
    static byte[] encode(String text) {
        boolean plain = text.chars().noneMatch(it -> Character.isSurrogate((char) it));
        return plain ? text.getBytes(StandardCharsets.UTF_8) : withSurrogates(text);
    }

    private static byte[] withSurrogates(String text) {
        var in = CharBuffer.wrap(text);
        var out = ByteBuffer.allocate(Math.multiplyExact(text.length(), BYTES_PER_CHAR));
        var encoder = StandardCharsets.UTF_8.newEncoder();
        for (CoderResult it = encoder.encode(in, out, true); it.isMalformed(); it = encoder.encode(in, out, true))
            out.put(singleByte(in.get()));
        return Arrays.copyOf(out.array(), out.position());
    }

    private static byte singleByte(char half) {
        if (half < FIRST_BYTE || half > LAST_BYTE)
            throw new IllegalArgumentException(
                    "a text has U+%04X, half a character: leave it out".formatted((int) half));
        return (byte) half;
    }
}
