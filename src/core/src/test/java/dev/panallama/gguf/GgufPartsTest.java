package dev.panallama.gguf;

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
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

final class GgufPartsTest {
    @TempDir
    private Path folder;

    @Test
    void a_real_model_loads_from_its_parts_and_merges_to_the_same_file() throws IOException {
        List<Path> parts = GgufParts.split(TestModels.smolLm2(), folder.resolve("smol"),
                SplitOptions.ofBytes(40_000_000));
        assertEquals(List.of("smol-00001-of-00003.gguf", "smol-00002-of-00003.gguf", "smol-00003-of-00003.gguf"),
                parts.stream().map(it -> it.getFileName().toString()).toList());
        assertEquals(generated(TestModels.smolLm2()), generated(parts.getFirst()));
        Path merged = folder.resolve("merged.gguf");
        GgufParts.merge(parts.getFirst(), merged);
        assertEquals(-1, Files.mismatch(TestModels.smolLm2(), merged));
    }

    private static String generated(Path file) {
        try (var model = Model.load(file, ModelOptions.defaults().withGpuLayers(0));
                var session = model.session(SessionOptions.defaults().withThreads(1))) {
            session.append("The capital of France is");
            return session.generate(Sampler.greedy(), 8).text();
        }
    }

    @Test
    void parts_have_so_many_tensors_at_most() throws IOException {
        Gguf whole = Gguf.read(TinyModels.llama());
        List<Path> parts = GgufParts.split(TinyModels.llama(), folder.resolve("part"), SplitOptions.ofTensors(7));
        var tensors = new ArrayList<String>();
        for (int i = 0; i < parts.size(); i++) {
            Gguf part = Gguf.read(parts.get(i));
            assertEquals(i, part.whole("split.no").orElseThrow());
            assertEquals(parts.size(), part.whole("split.count").orElseThrow());
            assertEquals(whole.tensors().size(), part.whole("split.tensors.count").orElseThrow());
            assertEquals(i == 0 ? whole.metadata().size() + 3 : 3, part.metadata().size());
            assertTrue(part.tensors().size() <= 7 && !part.tensors().isEmpty());
            part.tensors().forEach(it -> tensors.add(it.name()));
        }
        assertEquals(whole.tensors().stream().map(GgufTensor::name).toList(), tensors);
    }

    @Test
    void parts_have_so_many_bytes_of_tensors_at_most() throws IOException {
        Path file = folder.resolve("a.gguf");
        var writer = new GgufWriter();
        for (int i = 0; i < 6; i++) writer.tensor("t" + i, TensorType.F32, new float[8 * (i + 1)], 8 * (i + 1));
        writer.write(file); // 32, 64, … bytes
        List<Path> parts = GgufParts.split(file, folder.resolve("b"), SplitOptions.ofBytes(224));
        var counts = new ArrayList<Integer>();
        for (Path it : parts) counts.add(Gguf.read(it).tensors().size());
        assertEquals(List.of(3, 1, 1, 1), counts);
    }

    @Test
    void the_first_part_may_have_the_metadata_alone() throws IOException {
        var options = SplitOptions.ofTensors(10).withMetadataFirst(true);
        List<Path> parts = GgufParts.split(TinyModels.llama(), folder.resolve("part"), options);
        assertEquals(List.of(), Gguf.read(parts.getFirst()).tensors());
        try (var model = Model.load(parts.getFirst(), ModelOptions.defaults().withGpuLayers(0))) {
            assertEquals("tiny llama", model.info().name());
        }
        GgufParts.merge(parts.getFirst(), folder.resolve("merged.gguf"));
        assertEquals(-1, Files.mismatch(TinyModels.llama(), folder.resolve("merged.gguf")));
    }

    @Test
    void any_file_merges_to_itself() throws IOException {
        for (int alignment : List.of(1, 32, 4096)) {
            Path file = Samples.everything(folder.resolve("all.gguf"), alignment);
            List<Path> parts = GgufParts.split(file, folder.resolve("part"), SplitOptions.ofTensors(1));
            assertEquals(Gguf.read(file).tensors().size(), parts.size());
            GgufParts.merge(parts.getFirst(), folder.resolve("merged.gguf"));
            assertEquals(-1, Files.mismatch(file, folder.resolve("merged.gguf")), "alignment " + alignment);
        }
        Path empty = folder.resolve("empty.gguf");
        new GgufWriter().put("a", GgufValue.flag(true)).write(empty);
        List<Path> parts = GgufParts.split(empty, folder.resolve("none"), SplitOptions.ofBytes(1));
        assertEquals(1, parts.size());
        GgufParts.merge(parts.getFirst(), folder.resolve("merged.gguf"));
        assertEquals(-1, Files.mismatch(empty, folder.resolve("merged.gguf")));
    }

    @Test
    void what_cannot_be_split_is_refused() throws IOException {
        Path base = folder.resolve("part");
        wrong("alone takes", () -> GgufParts.split(TinyModels.llama(), base, SplitOptions.ofBytes(1000)));
        wrong("maxBytes is 0", () -> SplitOptions.ofBytes(0));
        wrong("maxTensors is -1", () -> SplitOptions.ofTensors(-1));
        Path part = GgufParts.split(TinyModels.llama(), base, SplitOptions.ofTensors(20)).getFirst();
        wrong("is a part of a model", () -> GgufParts.split(part, base, SplitOptions.ofTensors(5)));
        assertThrows(NoSuchFileException.class,
                () -> GgufParts.split(folder.resolve("none"), base, SplitOptions.ofTensors(5)));
        Path many = folder.resolve("many.gguf");
        var writer = new GgufWriter();
        for (int i = 0; i < 65_536; i++) writer.tensor("t" + i, TensorType.I8, new byte[1], 1);
        writer.write(many);
        wrong("65,536 parts would result", () -> GgufParts.split(many, base, SplitOptions.ofTensors(1)));
    }

    @Test
    void parts_that_do_not_belong_together_are_not_merged() throws IOException {
        List<Path> parts = GgufParts.split(TinyModels.llama(), folder.resolve("part"), SplitOptions.ofTensors(10));
        Path first = parts.getFirst();
        Path merged = folder.resolve("merged.gguf");
        wrong("not named like a first part", () -> GgufParts.merge(TinyModels.llama(), merged));
        wrong("not named like a first part", () -> GgufParts.merge(parts.get(1), merged));
        Path kept = Files.move(parts.get(1), folder.resolve("kept"));
        assertThrows(NoSuchFileException.class, () -> GgufParts.merge(first, merged));
        Files.copy(parts.get(2), parts.get(1));
        faulty("says otherwise than its name", () -> GgufParts.merge(first, merged));
        GgufWriter.copyOf(kept).removeTensor(Gguf.read(kept).tensors().getFirst().name()).write(parts.get(1));
        faulty("tensors instead of", () -> GgufParts.merge(first, merged));
        GgufWriter.copyOf(kept)
                .renameTensor(Gguf.read(kept).tensors().getFirst().name(), Gguf.read(first).tensors().getFirst().name())
                .write(parts.get(1));
        faulty("there is a tensor", () -> GgufParts.merge(first, merged));
        assertTrue(Files.notExists(merged));
        Files.move(kept, parts.get(1), StandardCopyOption.REPLACE_EXISTING);
        GgufParts.merge(first, merged);
        assertEquals(-1, Files.mismatch(TinyModels.llama(), merged));
    }

    @Test
    void a_split_that_is_cancelled_leaves_nothing() throws IOException {
        var seen = new ArrayList<Double>();
        var options = SplitOptions.ofBytes(32_000_000).withProgress(fraction -> {
            seen.add(fraction);
            return fraction < 0.7;
        });
        assertThrows(CancellationException.class,
                () -> GgufParts.split(TestModels.smolLm2(), folder.resolve("part"), options));
        assertTrue(seen.getLast() >= 0.7 && seen.getLast() < 1, seen.toString());
        try (var files = Files.list(folder)) {
            assertEquals(List.of(), files.toList());
        }
    }

    @Test
    void merging_tells_how_far_it_is() throws IOException {
        List<Path> parts = GgufParts.split(TinyModels.llama(), folder.resolve("part"), SplitOptions.ofTensors(10));
        var seen = new ArrayList<Double>();
        GgufParts.merge(parts.getFirst(), folder.resolve("merged.gguf"), seen::add);
        assertEquals(seen.stream().sorted().toList(), seen);
        assertEquals(1, seen.getLast());
    }

    private static void wrong(String reason, Executable action) {
        contains(reason, assertThrows(IllegalArgumentException.class, action));
    }

    private static void faulty(String reason, Executable action) {
        contains(reason, assertThrows(GgufException.class, action));
    }

    private static void contains(String reason, Exception refused) {
        assertTrue(String.valueOf(refused.getMessage()).contains(reason), refused.getMessage());
    }
}
