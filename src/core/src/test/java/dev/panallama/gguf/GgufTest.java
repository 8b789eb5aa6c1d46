package dev.panallama.gguf;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.panallama.Llama;
import dev.panallama.Model;
import dev.panallama.ModelInfo;
import dev.panallama.ModelOptions;
import dev.panallama.TestModels;
import dev.panallama.bindings.llama_h;
import dev.panallama.error.GgufException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class GgufTest {
    @TempDir
    private Path folder;

    @Test
    void metadata_of_every_type_comes_back_as_it_was_written() throws IOException {
        Map<String, GgufValue> values = Samples.everyType();
        values.put("longer than the buffer", GgufValue.text("x".repeat(100_000)));
        values.put("after it", GgufValue.uint32(1));
        var writer = new GgufWriter();
        values.forEach(writer::put);
        Gguf read = written(writer);
        assertEquals(values, read.metadata());
        assertEquals(List.copyOf(values.keySet()), List.copyOf(read.metadata().keySet()), "in the same order");
        assertEquals(3, read.version());
    }

    @Test
    void tensors_come_back_with_name_shape_type_and_data() throws IOException {
        float[] numbers = {1, -2.5f, 65504, 0x1p-24f, 0, 3};
        byte[] blocks = new byte[2 * 18];
        new Random(1).nextBytes(blocks);
        Path file = folder.resolve("tensors.gguf");
        new GgufWriter()
                .tensor("a", TensorType.F32, numbers, 2, 3)
                .tensor("b", TensorType.F16, numbers, 6)
                .tensor("c", TensorType.Q4_0, blocks, 32, 2)
                .write(file);
        Gguf read = Gguf.read(file);
        assertEquals(
                List.of(
                        new GgufTensor("a", TensorType.F32, List.of(2L, 3L), 0, 24),
                        new GgufTensor("b", TensorType.F16, List.of(6L), 32, 12),
                        new GgufTensor("c", TensorType.Q4_0, List.of(32L, 2L), 64, 36)),
                read.tensors());
        ByteBuffer data = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        int start = Math.toIntExact(read.dataOffset());
        assertEquals(0, start % Gguf.DEFAULT_ALIGNMENT);
        for (int i = 0; i < numbers.length; i++) {
            assertEquals(numbers[i], data.getFloat(start + 4 * i));
            assertEquals(numbers[i], Float.float16ToFloat(data.getShort(start + 32 + 2 * i)));
        }
        assertArrayEquals(blocks, Arrays.copyOfRange(data.array(), start + 64, start + 100));
    }

    @Test
    void tensors_are_aligned_as_the_metadata_says() throws IOException {
        var writer = new GgufWriter()
                .put(Gguf.ALIGNMENT, GgufValue.uint32(256))
                .tensor("a", TensorType.F32, new float[1], 1)
                .tensor("b", TensorType.F32, new float[1], 1);
        Gguf read = written(writer);
        assertEquals(256, read.alignment());
        assertEquals(0, read.dataOffset() % 256);
        assertEquals(256, read.tensors().getLast().offset());
    }

    @Test
    void a_real_model_says_the_same_here_as_in_llama_cpp() throws IOException {
        Gguf file = Gguf.read(TestModels.smolLm2());
        try (var model = Model.load(TestModels.smolLm2(), ModelOptions.defaults().withGpuLayers(0))) {
            ModelInfo info = model.info();
            for (var entry : info.metadata().entrySet())
                assertEquals(entry.getValue(), asLlamaWrites(file.metadata().get(entry.getKey())), entry.getKey());
            assertEquals(
                    info.metadata().keySet(),
                    file.metadata().entrySet().stream()
                            .filter(it -> it.getValue().type() != GgufType.ARRAY)
                            .map(Map.Entry::getKey)
                            .collect(Collectors.toSet()));
            assertEquals(info.parameterCount(), file.tensors().stream().mapToLong(GgufTensor::elements).sum());
            assertEquals(info.sizeBytes(), file.tensors().stream().mapToLong(GgufTensor::sizeBytes).sum());
            var tokens = (GgufValue.Array) file.metadata().get("tokenizer.ggml.tokens");
            assertEquals(model.vocabulary().size(), tokens.elements().size());
            assertEquals(model.vocabulary().text(500), tokens.elements().get(500));
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_tensor_type_has_the_blocks_of_ggml(TensorType type) {
        Llama.version(); // loads the library
        assertEquals(llama_h.ggml_blck_size(type.id()), type.blockSize());
        assertEquals(llama_h.ggml_type_size(type.id()), type.blockBytes());
        assertEquals(type.name().toLowerCase(Locale.ROOT),
                llama_h.ggml_type_name(type.id()).getString(0).toLowerCase(Locale.ROOT));
    }

    @Test
    void every_beginning_of_a_file_is_refused() throws IOException {
        Path file = folder.resolve("whole.gguf");
        var writer = new GgufWriter();
        Samples.everyType().forEach(writer::put);
        writer.tensor("a", TensorType.F32, new float[8], 8).write(file);
        byte[] whole = Files.readAllBytes(file);
        for (int length = 0; length < whole.length; length++) {
            byte[] part = Arrays.copyOf(whole, length);
            assertThrows(GgufException.class, () -> Gguf.read(Files.write(folder.resolve("part.gguf"), part)));
        }
        assertEquals(1, Gguf.read(file).tensors().size());
    }

    @Test
    void damaged_files_are_refused_or_read_and_nothing_else() throws IOException {
        Path file = folder.resolve("whole.gguf");
        var writer = new GgufWriter();
        Samples.everyType().forEach(writer::put);
        writer.tensor("a", TensorType.F32, new float[8], 8).write(file);
        byte[] whole = Files.readAllBytes(file);
        var random = new Random(7);
        int refused = 0;
        for (int round = 0; round < 4000; round++) {
            byte[] damaged = whole.clone();
            for (int i = 0; i <= round % 4; i++) damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            try {
                Gguf.read(Files.write(folder.resolve("damaged.gguf"), damaged));
            } catch (GgufException expected) {
                refused++;
            }
        }
        assertTrue(refused > 2000, "refused: " + refused);
    }

    @Test
    void a_fault_is_named() throws IOException {
        refused("does not start with", bytes().putInt(0x46554748));
        refused("big-endian", start(3 << 24));
        refused("version 1:", start(1));
        refused("announces 9223372036854775807 tensors", start(3).putLong(Long.MAX_VALUE).putLong(0));
        refused("announces 18446744073709551615 metadata entries", start(3).putLong(0).putLong(-1));
        refused("announces 4294967295 bytes of text", oneEntry().putLong(0xffff_ffffL).put(new byte[20]));
        refused("has no name", oneEntry().putLong(0).put(new byte[20]));
        refused("has a NUL in its name", oneEntry().putLong(3).put(new byte[]{'k', 0, 'x'}).putInt(4).putInt(1));
        refused("of the unknown type 13", key().putInt(13).putLong(0));
        refused("arrays in an array", key().putInt(9).putInt(9).putLong(0));
        refused("announces 1000000 elements of k", key().putInt(9).putInt(4).putLong(1_000_000));
    }

    @Test
    void a_fault_of_a_tensor_is_named() throws IOException {
        refused("has 5 dimensions", tensor().putInt(5).put(new byte[64]));
        refused("dimension of -1 elements", tensor().putInt(1).putLong(-1).putInt(0).putLong(0));
        refused("more bytes than can be counted",
                tensor().putInt(2).putLong(1L << 40).putLong(1L << 40).putInt(0).putLong(0));
        refused("no multiple of the 32 in a block of Q4_0", tensor().putInt(1).putLong(33).putInt(2).putLong(0));
        refused("of the unknown type 4", tensor().putInt(1).putLong(1).putInt(4).putLong(0));
        refused("at byte 32 of the data instead of 0", tensor().putInt(1).putLong(1).putInt(0).putLong(32));
        refused("inside its tensor t", tensor().putInt(1).putLong(1 << 20).putInt(0).putLong(0));
    }

    @Test
    void what_cannot_be_written_is_refused() {
        var writer = new GgufWriter().tensor("a", TensorType.F32, new float[1], 1);
        wrong("there is a tensor a", () -> writer.tensor("a", TensorType.F32, new float[1], 1));
        wrong("takes 8 bytes as F32: 4 were given", () -> writer.tensor("b", TensorType.F32, new float[1], 2));
        wrong("cannot be stored as Q8_0", () -> writer.tensor("b", TensorType.Q8_0, new float[32], 32));
        wrong("too long", () -> writer.tensor("x".repeat(64), TensorType.F32, new float[1], 1));
        wrong("power of two", () -> writer.put(Gguf.ALIGNMENT, GgufValue.uint32(33)));
        wrong("a key has 65,537 bytes", () -> writer.put("x".repeat(65_537), GgufValue.flag(true)));
        wrong("U+D83E, half a character", () -> writer.put("\ud83e", GgufValue.flag(true)));
        wrong("U+DC41, half a character",
                () -> new GgufWriter().put("a", GgufValue.text("\udc41")).write(folder.resolve("half.gguf")));
        wrong("empty key", () -> writer.put("", GgufValue.uint32(1)));
        wrong("does not fit into UINT32", () -> GgufValue.uint32(-1));
        wrong("no element of an array", () -> new GgufValue.Array(GgufType.INT8, List.of(128L)));
        wrong("no type of a real number", () -> new GgufValue.Real(GgufType.INT8, 1));
    }

    @Test
    void a_file_that_is_written_again_is_replaced_and_nothing_is_left_beside_it() throws IOException {
        Path file = folder.resolve("twice.gguf");
        new GgufWriter().put("a", GgufValue.flag(true)).write(file);
        new GgufWriter().put("a", GgufValue.flag(false)).write(file);
        assertEquals(GgufValue.flag(false), Gguf.read(file).metadata().get("a"));
        try (var files = Files.list(folder)) {
            assertEquals(List.of(file), files.toList());
        }
    }

    @Test
    void bytes_that_are_no_text_are_the_same_when_they_are_written_again() throws IOException {
        var random = new Random(3);
        for (int round = 0; round < 2000; round++) {
            var bytes = new byte[random.nextInt(12)];
            random.nextBytes(bytes);
            if (round % 3 == 0) for (int i = 0; i < bytes.length; i++) bytes[i] |= (byte) 0xc0;
            assertArrayEquals(bytes, GgufText.encode(GgufText.decode(bytes)));
        }
        assertEquals("a\udcc3(\ufffd🦙", GgufText.decode(new byte[]{'a', (byte) 0xc3, '(', (byte) 0xef, (byte) 0xbf,
            (byte) 0xbd, (byte) 0xf0, (byte) 0x9f, (byte) 0xa6, (byte) 0x99}));
    }

    @Test
    void a_large_array_of_numbers_takes_little_memory_and_reads_like_any_list() throws IOException {
        List<Long> numbers = LongStream.range(0, 100_000).boxed().toList();
        Gguf read = written(new GgufWriter().put("a", new GgufValue.Array(GgufType.UINT32, numbers)));
        assertEquals(new GgufValue.Array(GgufType.UINT32, numbers), read.metadata().get("a"));
        assertEquals(read.metadata().get("a"), new GgufValue.Array(GgufType.UINT32, numbers));
        var array = (GgufValue.Array) read.metadata().get("a");
        assertEquals(numbers.hashCode(), array.elements().hashCode());
        assertThrows(UnsupportedOperationException.class, () -> array.elements().clear());
        assertEquals(PackedNumbers.class, array.elements().getClass());
        assertThrows(IllegalArgumentException.class, () -> new GgufValue.Array(GgufType.INT8, array.elements()));
    }

    @Test
    void version_2_reads_like_version_3() throws IOException {
        Path file = folder.resolve("old.gguf");
        new GgufWriter().put("a", GgufValue.text("b")).write(file);
        byte[] bytes = Files.readAllBytes(file);
        bytes[4] = 2;
        Gguf read = Gguf.read(Files.write(file, bytes));
        assertEquals(2, read.version());
        assertEquals("b", read.text("a").orElseThrow());
    }

    private Gguf written(GgufWriter writer) throws IOException {
        Path file = folder.resolve("written.gguf");
        writer.write(file);
        return Gguf.read(file);
    }

    private static String asLlamaWrites(GgufValue value) {
        return switch (value) {
            case GgufValue.Whole(_, long number) -> Long.toString(number);
            case GgufValue.Real(_, double number) -> String.format(Locale.ROOT, "%f", number);
            case GgufValue.Flag(boolean flag) -> Boolean.toString(flag);
            case GgufValue.Text(String text) -> text;
            case GgufValue.Array _ -> "no scalar";
        };
    }

    private void refused(String reason, ByteBuffer bytes) throws IOException {
        Path file = folder.resolve("fault.gguf");
        Files.write(file, Arrays.copyOf(bytes.array(), bytes.position()));
        var refused = assertThrows(GgufException.class, () -> Gguf.read(file));
        String message = String.valueOf(refused.getMessage());
        assertTrue(message.contains(reason) && message.contains(file.toString()), message);
    }

    private static void wrong(String reason, Executable action) {
        var refused = assertThrows(IllegalArgumentException.class, action);
        assertTrue(String.valueOf(refused.getMessage()).contains(reason), refused.getMessage());
    }

    private static ByteBuffer bytes() {
        return ByteBuffer.allocate(256).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static ByteBuffer start(int version) {
        return bytes().put(new byte[]{'G', 'G', 'U', 'F'}).putInt(version);
    }

    private static ByteBuffer oneEntry() {
        return start(3).putLong(0).putLong(1);
    }

    private static ByteBuffer key() {
        return oneEntry().putLong(1).put((byte) 'k');
    }

    private static ByteBuffer tensor() {
        return start(3).putLong(1).putLong(0).putLong(1).put((byte) 't');
    }
}
