package dev.panallama.runner.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.panallama.runner.console.UserHome;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelReferenceTest {
    @TempDir
    Path folder;

    @Test
    void a_name_of_the_catalog_is_a_model_in_whatever_case() {
        for (String word : new String[]{"smollm2", "SmolLM2", "smollm2:latest", "llama2", "llama2:13b", "mymodel:v1"})
            assertEquals(Optional.of(new ModelReference.Named(ModelName.parse(word))), ModelReference.guess(word));
    }

    @Test
    void a_word_like_a_path_is_a_file_whether_it_exists_or_not() {
        for (String word : new String[]{"none.gguf", "NONE.GGUF", "models/none.gguf", "./none", "/models/none"})
            assertEquals(Optional.of(new ModelReference.LocalFile(Path.of(word))), ModelReference.guess(word));
    }

    @Test
    void a_tilde_is_the_home_where_no_shell_says_so() {
        Path home = UserHome.path();
        assertEquals(Optional.of(new ModelReference.LocalFile(home.resolve("none.gguf"))),
                ModelReference.guess("~/none.gguf"));
        assertEquals(Optional.of(new ModelReference.LocalFile(home.resolve("none"))), ModelReference.guess("~/none"));
    }

    @Test
    void a_path_with_a_space_is_a_file_if_it_exists() throws Exception {
        Path file = Files.createFile(folder.resolve("my model.gguf"));
        assertEquals(Optional.of(new ModelReference.LocalFile(file)), ModelReference.guess(file.toString()));
        assertEquals(Optional.empty(), ModelReference.guess("what is my model.gguf"));
    }

    @Test
    void two_words_with_a_slash_are_a_model_of_the_hub_with_its_host_or_not() {
        var variant = new HubName("bartowski", "Llama-3.2-1B-Instruct-GGUF", Optional.of("Q4_K_M"));
        for (String word : new String[]{"bartowski/Llama-3.2-1B-Instruct-GGUF:Q4_K_M",
            "hf.co/bartowski/Llama-3.2-1B-Instruct-GGUF:Q4_K_M",
            "huggingface.co/bartowski/Llama-3.2-1B-Instruct-GGUF:Q4_K_M"})
            assertEquals(Optional.of(new ModelReference.OnHub(variant)), ModelReference.guess(word));
        assertEquals("hf.co/bartowski/Llama-3.2-1B-Instruct-GGUF:Q4_K_M", variant.toString());
    }

    @Test
    void an_address_is_a_file_on_the_web() {
        assertEquals(Optional.of(new ModelReference.OnWeb(URI.create("https://example.org/a.gguf"))),
                ModelReference.guess("https://example.org/a.gguf"));
    }

    @Test
    void everything_else_is_a_prompt() {
        for (String text : new String[]{"hello", "Why is the sky blue?", "this and/or that", "smollm2 is small", "",
            "note: this"})
            assertEquals(Optional.empty(), ModelReference.guess(text));
    }

    @Test
    void what_no_model_can_be_called_is_refused() {
        for (String text : new String[]{"", "..", "a/../b", "a//b", "a\\b", "a b", "a:b:c", "a\u0000b", "ä",
            "a/b/c/d/e", "-x",
            ".hidden", "a:", ":a", "x".repeat(97), "C:\\model", "a/..", "../a"})
            assertThrows(IllegalArgumentException.class, () -> ModelName.parse(text), text);
    }

    @Test
    void files_of_others_keep_to_names_that_are_no_paths() {
        for (String name : new String[]{"../x.gguf", "a/b.gguf", "a\\b.gguf", ".x.gguf", "", "C:x.gguf", "a\nb.gguf"})
            assertThrows(IllegalArgumentException.class,
                    () -> new RemoteFile(name, java.util.OptionalLong.empty(), Optional.empty(), java.util.List.of()),
                    name);
    }
}
