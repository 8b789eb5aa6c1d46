package dev.panallama.runner.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelReferenceTest {
    @TempDir
    Path folder;

    @Test
    void a_name_is_a_model_in_whatever_case() {
        var smollm2 = Optional.of(new ModelReference.Named(Catalog.defaultModel()));
        assertEquals(smollm2, ModelReference.of("smollm2"));
        assertEquals(smollm2, ModelReference.of("SmolLM2"));
    }

    @Test
    void a_word_like_a_path_is_a_file_whether_it_exists_or_not() {
        for (String word : new String[]{"none.gguf", "NONE.GGUF", "models/none", "./none"})
            assertEquals(Optional.of(new ModelReference.LocalFile(Path.of(word))), ModelReference.of(word));
    }

    @Test
    void a_path_with_a_space_is_a_file_if_it_exists() throws Exception {
        Path file = Files.createFile(folder.resolve("my model.gguf"));
        assertEquals(Optional.of(new ModelReference.LocalFile(file)), ModelReference.of(file.toString()));
        assertEquals(Optional.empty(), ModelReference.of("what is my model.gguf"));
    }

    @Test
    void everything_else_is_a_prompt() {
        for (String text : new String[]{"hello", "Why is the sky blue?", "this and/or that", "smollm2 is small", ""})
            assertEquals(Optional.empty(), ModelReference.of(text));
    }
}
