package dev.panallama.gguf;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.panallama.Model;
import dev.panallama.ModelOptions;
import dev.panallama.SessionOptions;
import dev.panallama.TestModels;
import dev.panallama.TinyModels;
import dev.panallama.error.GgufException;
import dev.panallama.sampler.Sampler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class GgufEditTest {
    @TempDir
    private Path folder;

    @Test
    void a_copy_without_changes_is_the_same_file_byte_by_byte() throws IOException {
        Path copy = folder.resolve("copy.gguf");
        for (Path file : List.of(TestModels.smolLm2(), TinyModels.llama(),
                Samples.everything(folder.resolve("a"), 4096))) {
            GgufWriter.copyOf(file).write(copy);
            assertEquals(-1, Files.mismatch(file, copy), file.toString());
        }
    }

    @Test
    void metadata_changes_and_the_tensors_stay() throws IOException {
        Path file = folder.resolve("edited.gguf");
        GgufWriter.copyOf(TinyModels.llama())
                .put("general.name", GgufValue.text("edited"))
                .put("general.license", GgufValue.text("mit"))
                .remove("tokenizer.chat_template")
                .write(file);
        Gguf before = Gguf.read(TinyModels.llama());
        Gguf after = Gguf.read(file);
        var expected = new LinkedHashMap<>(before.metadata());
        expected.put("general.name", GgufValue.text("edited"));
        expected.put("general.license", GgufValue.text("mit"));
        expected.remove("tokenizer.chat_template");
        assertEquals(List.copyOf(expected.entrySet()), List.copyOf(after.metadata().entrySet()));
        assertEquals(before.tensors(), after.tensors());
        sameData(TinyModels.llama(), file);
    }

    @Test
    void llama_cpp_loads_an_edited_model_and_computes_the_same() throws IOException {
        Path file = folder.resolve("edited.gguf");
        GgufWriter.copyOf(TestModels.smolLm2()).put("general.name", GgufValue.text("edited")).write(file);
        assertEquals("edited", generated(file).getFirst());
        assertEquals(generated(TestModels.smolLm2()).getLast(), generated(file).getLast());
    }

    private static List<String> generated(Path file) {
        try (var model = Model.load(file, ModelOptions.defaults().withGpuLayers(0));
                var session = model.session(SessionOptions.defaults().withThreads(1))) {
            session.append("The capital of France is");
            return List.of(model.info().name(), session.generate(Sampler.greedy(), 8).text());
        }
    }

    @Test
    void a_file_is_edited_in_its_place() throws IOException {
        Path file = Files.copy(TinyModels.llama(), folder.resolve("model.gguf"));
        GgufWriter.copyOf(file).put("general.name", GgufValue.text("in place")).write(file);
        assertEquals("in place", Gguf.read(file).text("general.name").orElseThrow());
        sameData(TinyModels.llama(), file);
        onlyFile(file);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 16, 256, 1 << 20})
    void tensors_move_to_another_alignment(int alignment) throws IOException {
        Path file = folder.resolve("aligned.gguf");
        Path source = Samples.everything(folder.resolve("source.gguf"), 32);
        GgufWriter.copyOf(source).put(Gguf.ALIGNMENT, GgufValue.uint32(alignment)).write(file);
        assertEquals(alignment, Gguf.read(file).alignment());
        sameData(source, file);
        GgufWriter.copyOf(file).put(Gguf.ALIGNMENT, GgufValue.uint32(32)).write(file);
        assertEquals(-1, Files.mismatch(source, file));
    }

    @Test
    void tensors_are_added_renamed_and_removed() throws IOException {
        Path source = Samples.everything(folder.resolve("source.gguf"), 32);
        Path file = folder.resolve("edited.gguf");
        GgufWriter.copyOf(source)
                .removeTensor("tensor F16")
                .renameTensor("tensor Q4_0", "vier")
                .renameTensor("one", "one")
                .tensor("new", TensorType.F32, new float[]{5}, 1)
                .write(file);
        List<String> names = new ArrayList<>(Gguf.read(source).tensors().stream().map(GgufTensor::name).toList());
        names.remove("tensor F16");
        names.set(names.indexOf("tensor Q4_0"), "vier");
        names.add("new");
        assertEquals(names, Gguf.read(file).tensors().stream().map(GgufTensor::name).toList());
        try (var before = GgufFile.open(source); var after = GgufFile.open(file)) {
            assertArrayEquals(before.bytes("tensor Q4_0"), after.bytes("vier"));
            assertArrayEquals(before.bytes("tensor Q4_1"), after.bytes("tensor Q4_1"));
            assertArrayEquals(new float[]{5}, after.floats("new"));
        }
    }

    @Test
    void what_is_not_there_is_neither_removed_nor_renamed() throws IOException {
        GgufWriter writer = GgufWriter.copyOf(TinyModels.llama());
        wrong("no metadata entry x to remove", () -> writer.remove("x"));
        wrong("no tensor x to remove", () -> writer.removeTensor("x"));
        wrong("no tensor x to rename", () -> writer.renameTensor("x", "y"));
        wrong("there is a tensor output.weight", () -> writer.renameTensor("output_norm.weight", "output.weight"));
        wrong("too long", () -> writer.renameTensor("output.weight", "ä".repeat(32)));
    }

    @Test
    void a_source_that_changed_is_not_copied() throws IOException {
        Path source = Samples.everything(folder.resolve("source.gguf"), 32);
        GgufWriter writer = GgufWriter.copyOf(source);
        Samples.everything(source, 64);
        var refused = assertThrows(GgufException.class, () -> writer.write(folder.resolve("copy.gguf")));
        assertTrue(String.valueOf(refused.getMessage()).contains("was changed since"), refused.getMessage());
        onlyFile(source);
        Files.delete(source);
        assertThrows(NoSuchFileException.class, () -> writer.write(source));
        assertThrows(NoSuchFileException.class, () -> GgufWriter.copyOf(source));
    }

    @Test
    void a_listener_sees_the_writing_and_may_end_it() throws IOException {
        Path file = Files.writeString(folder.resolve("copy.gguf"), "what was there");
        GgufWriter writer = GgufWriter.copyOf(TestModels.smolLm2());
        var seen = new ArrayList<Double>();
        assertThrows(CancellationException.class, () -> writer.write(file, fraction -> {
            seen.add(fraction);
            return fraction < 0.5;
        }));
        assertTrue(seen.size() > 5 && seen.getLast() >= 0.5 && seen.getLast() < 0.9, seen.toString());
        assertEquals("what was there", Files.readString(file));
        onlyFile(file);
        assertThrows(IllegalStateException.class, () -> writer.write(file, _ -> {
            throw new IllegalStateException("from the listener");
        }));
        seen.clear();
        writer.write(file, seen::add);
        assertEquals(seen.stream().sorted().toList(), seen);
        assertEquals(1, seen.getLast());
        onlyFile(file);
    }

    @Test
    void an_interrupt_ends_the_writing_and_leaves_what_was_there() throws IOException {
        Path file = Files.writeString(folder.resolve("copy.gguf"), "what was there");
        GgufWriter writer = GgufWriter.copyOf(TinyModels.llama());
        Thread.currentThread().interrupt();
        assertThrows(CancellationException.class, () -> writer.write(file));
        assertTrue(Thread.interrupted());
        assertThrows(CancellationException.class, () -> writer.write(file, _ -> {
            Thread.currentThread().interrupt();
            return true;
        }));
        assertTrue(Thread.interrupted());
        assertEquals("what was there", Files.readString(file));
        onlyFile(file);
    }

    private void onlyFile(Path file) throws IOException {
        try (var files = Files.list(folder)) {
            assertEquals(List.of(file), files.toList());
        }
    }

    private static void sameData(Path one, Path other) throws IOException {
        try (var a = GgufFile.open(one); var b = GgufFile.open(other)) {
            for (GgufTensor it : a.header().tensors())
                assertArrayEquals(a.bytes(it.name()), b.bytes(it.name()), it.name());
        }
    }

    private static void wrong(String reason, Executable action) {
        var refused = assertThrows(IllegalArgumentException.class, action);
        assertTrue(String.valueOf(refused.getMessage()).contains(reason), refused.getMessage());
    }
}
