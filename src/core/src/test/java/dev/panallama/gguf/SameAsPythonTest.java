package dev.panallama.gguf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertIterableEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.panallama.LlamaSource;
import dev.panallama.TestModels;
import dev.panallama.TinyModels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// llama.cpp's own Python reader says the same as ours: keys, types and values of all metadata, arrays included, and name,
/// type, shape, place, size and data of all tensors.
final class SameAsPythonTest {
    @TempDir
    private Path folder;

    @Test
    @Timeout(value = 15, unit = TimeUnit.MINUTES) // a minute of Python, and others may be at work
    void every_file_of_the_source_reads_the_same() throws Exception {
        List<Path> files = LlamaSource.models();
        assertTrue(files.size() >= 19, "files: " + files.size());
        var halves = new ArrayList<Callable<Void>>(); // the reader takes its time: one for each processor
        for (int half = 0; half < 2; half++) {
            var some = new ArrayList<Path>();
            for (int i = half; i < files.size(); i += 2) some.add(files.get(i));
            halves.add(() -> compare(some));
        }
        try (var threads = Executors.newFixedThreadPool(2)) {
            for (var it : threads.invokeAll(halves)) it.get();
        }
    }

    @Test
    void a_real_model_reads_the_same_with_all_its_data() throws Exception {
        compare(List.of(TestModels.smolLm2()));
    }

    @Test
    void what_we_write_reads_the_same() throws Exception {
        var files = new ArrayList<>(
                List.of(TinyModels.llama(), TinyModels.bert(), TinyModels.jamba(), TinyModels.t5()));
        for (int alignment : List.of(1, 8, 32, 4096)) {
            Path file = Samples.everything(folder.resolve(alignment + ".gguf"), alignment);
            // Python believes a block of Q8_1 to have 40 bytes; it has 36, and no model is stored so.
            GgufWriter.copyOf(file).removeTensor("tensor Q8_1").write(file);
            files.add(file);
        }
        Path edited = folder.resolve("edited.gguf");
        GgufWriter.copyOf(files.getLast())
                .remove("flag")
                .put("text", GgufValue.uint32(1))
                .put("new", GgufValue.texts(List.of("a", "b")))
                .removeTensor("one")
                .renameTensor("three", "drei")
                .write(edited);
        files.add(edited);
        List<Path> parts = GgufParts.split(TinyModels.llama(), folder.resolve("part"), SplitOptions.ofTensors(5));
        files.addAll(parts);
        GgufParts.merge(parts.getFirst(), folder.resolve("merged.gguf"));
        files.add(folder.resolve("merged.gguf"));
        compare(files);
    }

    private static Void compare(List<Path> files) throws IOException, InterruptedException {
        List<List<String>> described = PythonReader.describe(files);
        assertEquals(files.size(), described.size());
        for (int i = 0; i < files.size(); i++) {
            assertTrue(Files.size(files.get(i)) > 1000, files.get(i) + " is a pointer to a file");
            assertIterableEquals(described.get(i), Description.of(files.get(i)), files.get(i).toString());
        }
        return null;
    }
}
