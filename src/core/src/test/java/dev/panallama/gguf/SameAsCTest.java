package dev.panallama.gguf;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.panallama.Llama;
import dev.panallama.TestModels;
import dev.panallama.TinyModels;
import dev.panallama.bindings.gguf_init_params;
import dev.panallama.bindings.llama_h;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the writer writes reads the same through `gguf.h`, in every type.
final class SameAsCTest {
    @TempDir
    private Path folder;

    @Test
    void llama_cpp_reads_what_we_write() throws IOException {
        for (int alignment : List.of(1, 32, 4096)) compare(Samples.everything(folder.resolve("all.gguf"), alignment));
        for (Path it : List.of(TinyModels.llama(), TinyModels.bert(), TestModels.smolLm2())) compare(it);
    }

    /// llama.cpp's own tool cuts such files into parts that nothing can read: it aligns the first one as the others.
    @Test
    void parts_of_a_file_of_another_alignment_are_readable() throws IOException {
        Path file = Samples.everything(folder.resolve("all.gguf"), 4096);
        for (Path it : GgufParts.split(file, folder.resolve("part"), SplitOptions.ofTensors(9))) compare(it);
    }

    private static void compare(Path file) throws IOException {
        Llama.version(); // loads the library
        Gguf header = Gguf.read(file);
        try (var arena = Arena.ofConfined()) {
            MemorySegment params = gguf_init_params.allocate(arena);
            gguf_init_params.no_alloc(params, true);
            MemorySegment c = llama_h.gguf_init_from_file(arena.allocateFrom(file.toString()), params);
            assertNotEquals(MemorySegment.NULL, c, file.toString());
            assertEquals(header.version(), llama_h.gguf_get_version(c));
            assertEquals(header.alignment(), llama_h.gguf_get_alignment(c));
            assertEquals(header.dataOffset(), llama_h.gguf_get_data_offset(c));
            int key = 0;
            for (var it : header.metadata().entrySet()) {
                assertEquals(it.getKey(), text(llama_h.gguf_get_key(c, key)));
                assertEquals(it.getValue().type().id(), llama_h.gguf_get_kv_type(c, key), it.getKey());
                compare(it.getValue(), c, key++);
            }
            assertEquals(key, llama_h.gguf_get_n_kv(c));
            for (int i = 0; i < header.tensors().size(); i++) compare(header.tensors().get(i), c, i);
            assertEquals(header.tensors().size(), llama_h.gguf_get_n_tensors(c));
            llama_h.gguf_free(c);
        }
    }

    private static void compare(GgufTensor it, MemorySegment c, int index) {
        assertEquals(it.name(), text(llama_h.gguf_get_tensor_name(c, index)));
        assertEquals(it.type().id(), llama_h.gguf_get_tensor_type(c, index), it.name());
        assertEquals(it.offset(), llama_h.gguf_get_tensor_offset(c, index), it.name());
        assertEquals(it.sizeBytes(), llama_h.gguf_get_tensor_size(c, index), it.name());
        MemorySegment shape = llama_h.gguf_get_tensor_ne(c, index);
        for (int i = 0; i < GgufTensor.MAX_DIMENSIONS; i++)
            assertEquals(i < it.shape().size() ? it.shape().get(i) : 1, shape.getAtIndex(ValueLayout.JAVA_LONG, i));
    }

    private static void compare(GgufValue value, MemorySegment c, int key) {
        switch (value) {
            case GgufValue.Text(String text) -> assertEquals(upToNul(text), text(llama_h.gguf_get_val_str(c, key)));
            case GgufValue.Array(GgufType type, List<?> elements) -> array(type, elements, c, key);
            case GgufValue.Whole(GgufType type, long number) -> scalar(type, number, c, key);
            case GgufValue.Real(GgufType type, double number) -> scalar(type, number, c, key);
            case GgufValue.Flag(boolean flag) -> scalar(GgufType.BOOL, flag, c, key);
        }
    }

    private static void scalar(GgufType type, Object value, MemorySegment c, int key) {
        assertEquals(value, read(type, llama_h.gguf_get_val_data(c, key), 0));
    }

    private static void array(GgufType type, List<?> elements, MemorySegment c, int key) {
        assertEquals(type.id(), llama_h.gguf_get_arr_type(c, key));
        assertEquals(elements.size(), llama_h.gguf_get_arr_n(c, key));
        for (int i = 0; i < elements.size(); i++) {
            if (type == GgufType.STRING)
                assertArrayEquals(GgufText.encode((String) elements.get(i)),
                        bytes(llama_h.gguf_get_arr_str(c, key, i)));
            else
                assertEquals(elements.get(i), read(type, llama_h.gguf_get_arr_data(c, key), i));
        }
    }

    private static Object read(GgufType type, MemorySegment data, int index) {
        long size = type.leastBytes();
        ByteBuffer value = data.asSlice(0, (index + 1) * size).asByteBuffer().order(ByteOrder.nativeOrder());
        return type.read(value, (int) (index * size));
    }

    private static byte[] bytes(MemorySegment text) {
        long length = 0;
        while (text.get(ValueLayout.JAVA_BYTE, length) != 0) length++;
        return text.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE);
    }

    private static String text(MemorySegment text) {
        return GgufText.decode(bytes(text));
    }

    private static String upToNul(String text) {
        return text.contains("\0") ? text.substring(0, text.indexOf('\0')) : text;
    }
}
