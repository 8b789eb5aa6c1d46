package dev.panallama.gguf;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.panallama.TinyModels;
import dev.panallama.error.GgufException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class GgufFileTest {
    @TempDir
    private Path folder;

    @Test
    void a_tensor_is_read_as_it_was_written() throws IOException {
        Path path = folder.resolve("a.gguf");
        float[] numbers = {1, -2.5f, 65504, 0x1p-24f, 0, 3};
        byte[] halves = {(byte) 0x80, 0x3f, 0x20, (byte) 0xc0}; // 1 and -2.5 as BF16
        new GgufWriter()
                .tensor("f32", TensorType.F32, numbers, 2, 3)
                .tensor("f16", TensorType.F16, numbers, 6)
                .tensor("bf16", TensorType.BF16, halves, 2)
                .tensor("none", TensorType.F32, new float[0], 0, 5)
                .write(path);
        try (var file = GgufFile.open(path)) {
            assertEquals(Gguf.read(path), file.header());
            assertArrayEquals(numbers, file.floats("f32"));
            assertArrayEquals(numbers, file.floats("f16"));
            assertArrayEquals(new float[]{1, -2.5f}, file.floats("bf16"));
            assertArrayEquals(halves, file.bytes("bf16"));
            assertEquals(0, file.bytes("none").length);
        }
    }

    @Test
    void parts_of_a_tensor_are_those_of_the_whole() throws IOException {
        try (var file = GgufFile.open(TinyModels.llama())) {
            byte[] whole = file.bytes("output.weight");
            for (int from : new int[]{0, 1, 4096, whole.length - 7, whole.length}) {
                var part = new byte[Math.min(7, whole.length - from)];
                file.read("output.weight", from, ByteBuffer.wrap(part));
                assertArrayEquals(Arrays.copyOfRange(whole, from, from + part.length), part);
            }
            var direct = ByteBuffer.allocateDirect(64);
            file.read("output.weight", 10, direct);
            assertEquals(whole[10 + 63], direct.get(63));
        }
    }

    @ParameterizedTest
    @CsvSource({"-1, 1", "0, 25", "24, 1", "25, 0", "9223372036854775807, 8"})
    void bytes_beside_a_tensor_are_never_read(long from, int count) throws IOException {
        Path path = folder.resolve("a.gguf");
        new GgufWriter().tensor("a", TensorType.F32, new float[6], 6)
                .tensor("b", TensorType.F32, new float[6], 6)
                .write(path);
        try (var file = GgufFile.open(path)) {
            wrong("tensor a has 24 bytes", () -> file.read("a", from, ByteBuffer.allocate(count)));
        }
    }

    @Test
    void what_cannot_be_read_is_refused() throws IOException {
        Path path = Samples.everything(folder.resolve("a.gguf"), 32);
        try (var file = GgufFile.open(path)) {
            wrong("there is no tensor x", () -> file.bytes("x"));
            wrong("there is no tensor x", () -> file.floats("x"));
            wrong("is of Q4_0", () -> file.floats("tensor Q4_0"));
        }
    }

    @Test
    void a_tensor_too_large_for_an_array_is_read_in_parts() throws IOException {
        Path path = folder.resolve("huge.gguf");
        new GgufWriter().tensor("a", TensorType.I8, new byte[1 << 10], 1 << 10).write(path);
        byte[] bytes = Files.readAllBytes(path);
        long length = 3L << 30;
        long data = Gguf.read(path).dataOffset();
        ByteBuffer header = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int shape = 24 + 8 + 1 + 4; // behind the counts, the name and the number of dimensions
        assertEquals(1 << 10, header.getLong(shape));
        Files.write(path, header.putLong(shape, length).array());
        try (var sparse = FileChannel.open(path, StandardOpenOption.WRITE)) {
            sparse.write(ByteBuffer.wrap(new byte[]{42}), data + length - 1);
        }
        try (var file = GgufFile.open(path)) {
            wrong("too large for an array", () -> file.bytes("a"));
            var last = new byte[2];
            file.read("a", length - 2, ByteBuffer.wrap(last));
            assertArrayEquals(new byte[]{0, 42}, last);
        }
    }

    @Test
    void a_file_that_shrinks_while_it_is_open_is_noticed() throws IOException {
        Path path = Samples.everything(folder.resolve("a.gguf"), 32);
        try (var file = GgufFile.open(path); var other = FileChannel.open(path, StandardOpenOption.WRITE)) {
            other.truncate(file.header().dataOffset() + 10);
            var refused = assertThrows(GgufException.class, () -> file.bytes("one"));
            assertTrue(String.valueOf(refused.getMessage()).contains("became shorter"), refused.getMessage());
        }
    }

    @Test
    void a_closed_file_is_read_no_more() throws IOException {
        var file = GgufFile.open(TinyModels.llama());
        file.close();
        file.close();
        assertThrows(ClosedChannelException.class, () -> file.bytes("output.weight"));
    }

    private static void wrong(String reason, Executable action) {
        var refused = assertThrows(IllegalArgumentException.class, action);
        assertTrue(String.valueOf(refused.getMessage()).contains(reason), refused.getMessage());
    }
}
