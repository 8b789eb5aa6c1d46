package dev.panallama.bindings;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class NativeLibraryTest {
    @Test
    void symbols_are_found_once_their_library_is_loaded() {
        Natives.load();
        assertTrue(NativeLibrary.find("llama_decode").isPresent());
        assertTrue(NativeLibrary.find("llama_no_such_function").isEmpty());
    }

    @Test
    void a_relative_path_is_refused() {
        assertThrows(UnsatisfiedLinkError.class, () -> NativeLibrary.load(Path.of("libllama.so")));
    }

    @Test
    void a_missing_file_is_refused(@TempDir Path directory) {
        assertThrows(UnsatisfiedLinkError.class, () -> NativeLibrary.load(directory.resolve("libllama.so")));
    }
}
