package dev.panallama;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.panallama.error.ModelLoadException;
import dev.panallama.gguf.GgufValue;
import dev.panallama.gguf.GgufWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ModelFileTest {
    @TempDir
    private Path folder;

    @Test
    void a_file_that_llama_cpp_would_break_off_at_is_refused_with_every_fault() throws IOException {
        var refused = assertThrows(ModelLoadException.class, () -> Model.load(edited(TinyModels.llama())));
        assertEquals(List.of(), refused.nativeLog(), "llama.cpp has not seen it");
        String message = String.valueOf(refused.getMessage());
        assertTrue(message.startsWith("cannot load " + folder), message);
        assertTrue(message.contains("llama.block_count is 0: llama.cpp takes 1 to 512 layers"), message);
        assertTrue(message.contains("llama.rope.freq_base is NaN: it has to be a finite number"), message);
    }

    @Test
    void a_part_of_a_split_model_is_checked_like_the_first() throws IOException {
        List<Path> parts = ModelParts.write(edited(TinyModels.llama()), 2, folder, "tiny");
        var refused = assertThrows(ModelLoadException.class, () -> Model.load(parts.getFirst()));
        assertTrue(String.valueOf(refused.getMessage()).contains("llama.block_count is 0"), refused.getMessage());
    }

    @Test
    void a_vocabulary_does_without_the_numbers_of_the_weights() throws IOException {
        ModelOptions options = ModelOptions.defaults().withVocabularyOnly(true);
        try (var model = Model.load(edited(TinyModels.llama()), options)) {
            assertFalse(model.vocabulary().tokenize("hello").length == 0);
        }
    }

    private Path edited(Path model) throws IOException {
        Path file = folder.resolve("edited.gguf");
        GgufWriter.copyOf(model)
                .put("llama.block_count", GgufValue.uint32(0))
                .put("llama.rope.freq_base", GgufValue.float32(Double.NaN))
                .write(file);
        return file;
    }
}
