package dev.panallama.internal.natives;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Loads the real libraries of this machine, each time in a program of its own with a home that is empty at first.
class LibraryLoaderTest {
    @TempDir
    Path home;

    @Test
    void programs_that_unpack_at_the_same_time_share_one_folder() throws IOException {
        var programs = List.of(start(Map.of()), start(Map.of()), start(Map.of()));
        var folders = programs.stream().map(LibraryLoaderTest::output).distinct().toList();
        assertEquals(1, folders.size(), folders.toString());
        assertTrue(Path.of(folders.getFirst()).startsWith(home), folders.toString());
    }

    @Test
    void no_library_that_computes_for_others_by_network_is_bundled() throws IOException {
        try (var files = Files.list(Path.of(output(start(Map.of()))))) {
            var names = files.map(it -> it.getFileName().toString()).toList();
            assertTrue(names.stream().anyMatch(it -> it.contains("ggml-cpu")), names.toString());
            assertTrue(names.stream().noneMatch(it -> it.contains("rpc")), names.toString());
        }
    }

    @Test
    void a_program_takes_the_folder_that_its_environment_names() throws IOException {
        var unpacked = Path.of(output(start(Map.of())));
        var moved = Files.move(unpacked, home.resolve("moved"));
        assertEquals(moved.toString(), output(start(Map.of("PANALLAMA_LIBRARY_PATH", moved.toString()))));
    }

    @Test
    void libraries_that_the_system_cannot_load_are_reported() throws IOException {
        for (var library : List.of("ggml-base", "ggml", "llama")) {
            Files.writeString(home.resolve(System.mapLibraryName(library)), "no library");
        }
        var output = output(start(Map.of("PANALLAMA_LIBRARY_PATH", home.toString())));
        assertTrue(output.contains("NativeLibraryException: the system cannot load " + home), output);
        assertTrue(output.contains("given by the environment variable PANALLAMA_LIBRARY_PATH"), output);
    }

    private Process start(Map<String, String> environment) throws IOException {
        var classPath = System.getProperty("java.class.path") + File.pathSeparator
                + System.getProperty("jdk.module.path", "");
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var builder = new ProcessBuilder(java, "--enable-native-access=ALL-UNNAMED", "-Duser.home=" + home,
                "-cp", classPath, LoadLibraries.class.getName());
        builder.environment().keySet().removeAll(List.of("XDG_CACHE_HOME", "LOCALAPPDATA"));
        builder.environment().putAll(environment);
        return builder.redirectErrorStream(true).start();
    }

    private static String output(Process program) {
        try (var reader = program.inputReader(StandardCharsets.UTF_8)) {
            return String.join("\n", reader.lines().toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
