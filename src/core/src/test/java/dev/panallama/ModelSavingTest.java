package dev.panallama;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.panallama.gguf.Gguf;
import dev.panallama.gguf.GgufParts;
import dev.panallama.gguf.GgufWriter;
import dev.panallama.gguf.SplitOptions;
import dev.panallama.gguf.TensorType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ModelSavingTest {
    private static final ModelOptions ON_CPU = ModelOptions.defaults().withGpuLayers(0);
    private static final SessionOptions SMALL = SessionOptions.defaults().withThreads(1).withContextLength(256);

    @TempDir
    private Path folder;

    @Test
    void a_saved_model_is_the_same_model() throws IOException {
        for (Path file : List.of(TinyModels.llama(), TinyModels.gemma3(), TinyModels.jamba(), TinyModels.gpt2())) {
            Path saved = saved(file, ON_CPU);
            assertArrayEquals(logits(file, ON_CPU), logits(saved, ON_CPU));
            assertEquals(info(file), info(saved));
        }
    }

    @Test
    void a_saved_encoder_is_the_same_model() throws IOException {
        for (Path file : List.of(TinyModels.t5(), TinyModels.bert()))
            assertEquals(info(file), info(saved(file, ON_CPU)));
    }

    @Test
    void overrides_are_written_into_the_file() throws IOException {
        var stretched = ON_CPU.withOverride("llama.rope.freq_base", 500_000.0)
                .withOverride("llama.context_length", 512)
                .withOverride("general.author", "somebody");
        Path saved = saved(TinyModels.llama(), stretched);
        float[] expected = logits(TinyModels.llama(), stretched);
        assertArrayEquals(expected, logits(saved, ON_CPU));
        assertFalse(Arrays.equals(expected, logits(TinyModels.llama(), ON_CPU)));
        assertEquals(512, info(saved).trainedContextLength());
        assertEquals("somebody", info(saved).origin().author().orElseThrow());
        assertEquals(500_000, info(saved).rope().frequencyBase());
    }

    @Test
    void parts_are_joined() throws IOException {
        List<Path> parts = GgufParts.split(TinyModels.llama(), folder.resolve("part"), SplitOptions.ofTensors(10));
        assertTrue(parts.size() > 2);
        Path saved = saved(parts.getFirst(), ON_CPU);
        assertArrayEquals(logits(TinyModels.llama(), ON_CPU), logits(saved, ON_CPU));
        assertEquals(Gguf.read(TinyModels.llama()).metadata(), Gguf.read(saved).metadata());
    }

    @Test
    void a_model_can_be_saved_over_the_file_that_it_is_mapped_from() throws IOException {
        Path file = Files.copy(TinyModels.llama(), folder.resolve("own.gguf"));
        float[] expected = logits(file, ON_CPU);
        var mapped = ON_CPU.withLoadMode(LoadMode.MAP).withOverride("general.author", "somebody");
        try (var model = Model.load(file, mapped); var session = model.session(SMALL).append("the sky")) {
            byte[] state = session.save();
            model.save(file);
            session.append(" is blue");
            assertArrayEquals(expected, session.logits());
            session.restore(state);
        }
        assertArrayEquals(expected, logits(file, ON_CPU));
        assertEquals("somebody", info(file).origin().author().orElseThrow());
        assertEquals(List.of(file), list());
    }

    @Test
    void a_vocabulary_can_be_saved_without_the_weights_in_memory() throws IOException {
        Path saved = saved(TinyModels.llama(), ON_CPU.withVocabularyOnly(true));
        assertArrayEquals(logits(TinyModels.llama(), ON_CPU), logits(saved, ON_CPU));
    }

    @Test
    void what_cannot_be_written_leaves_nothing_behind() throws IOException {
        try (var model = Model.load(TinyModels.llama(), ON_CPU)) {
            assertThrows(IOException.class, () -> model.save(folder.resolve("none").resolve("a.gguf")));
            Path taken = Files.createDirectories(folder.resolve("taken").resolve("inside")).getParent();
            assertThrows(IOException.class, () -> model.save(taken));
            assertEquals(List.of(taken), list());
        }
    }

    @Test
    void a_model_whose_file_was_replaced_is_not_saved() throws IOException {
        Path file = Files.copy(TinyModels.llama(), folder.resolve("own.gguf"));
        Path target = folder.resolve("saved.gguf");
        try (var model = Model.load(file, ON_CPU)) {
            new GgufWriter().tensor("other", TensorType.F32, new float[4], 4).write(file);
            var refused = assertThrows(IOException.class, () -> model.save(target));
            assertTrue(refused.getMessage().contains("was replaced since it was loaded"), refused.getMessage());
        }
        assertFalse(Files.exists(target));
    }

    @Test
    void a_closed_model_is_not_saved() {
        Model model = Model.load(TinyModels.llama(), ON_CPU);
        model.close();
        assertThrows(IllegalStateException.class, () -> model.save(folder.resolve("saved.gguf")));
    }

    private List<Path> list() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }

    private Path saved(Path file, ModelOptions options) throws IOException {
        Path saved = folder.resolve("saved.gguf");
        try (var model = Model.load(file, options)) {
            model.save(saved);
        }
        return saved;
    }

    private static ModelInfo info(Path file) {
        try (var model = Model.load(file, ON_CPU)) {
            return model.info();
        }
    }

    private static float[] logits(Path file, ModelOptions options) {
        try (var model = Model.load(file, options.withVocabularyOnly(false)); var session = model.session(SMALL)) {
            session.append("the sky");
            return session.append(" is blue").logits();
        }
    }
}
