package dev.panallama.bindings;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.regex.Pattern;

/// The bundled libraries of this machine's platform, unpacked and loaded once for all tests.
final class Natives {
    private static final String FOLDER = "natives/" + System.getProperty("panallama.platform") + "/";
    /// One for each JVM: tests run in two of them at once, and neither may load what the other is writing.
    private static final Path DIRECTORY = Path.of("target", "natives-" + ProcessHandle.current().pid())
            .toAbsolutePath();
    private static boolean loaded;

    private Natives() {}

    static synchronized void load() {
        if (loaded) return;
        var files = unpackAll();
        for (var library : List.of("ggml-base", "ggml", "llama")) {
            NativeLibrary.load(DIRECTORY.resolve(find(library, files)));
        }
        try (var arena = Arena.ofConfined()) {
            llama_h.ggml_backend_load_all_from_path(arena.allocateFrom(DIRECTORY.toString()));
        }
        loaded = true;
    }

    private static List<String> unpackAll() {
        var lines = Generated.text(unpack("manifest.txt")).lines().skip(1); // the first one is the version
        var files = lines.map(line -> line.substring(line.lastIndexOf(' ') + 1)).toList();
        files.forEach(Natives::unpack);
        return files;
    }

    /// A library's file: `libllama.v0.4.0.so`, `libllama.metal.v0.4.0.dylib`, `llama.v0.4.0.dll`.
    private static String find(String library, List<String> files) {
        var name = Pattern.compile("(lib)?" + library + "(\\..+)?\\.(so|dylib|dll)").asMatchPredicate();
        return files.stream().filter(name).findFirst().orElseThrow();
    }

    private static Path unpack(String name) {
        try (var resource = ClassLoader.getSystemResourceAsStream(FOLDER + name)) {
            if (resource == null) throw new IllegalStateException(FOLDER + name + " is not on the class path");
            Files.createDirectories(DIRECTORY);
            Files.copy(resource, DIRECTORY.resolve(name), StandardCopyOption.REPLACE_EXISTING);
            return DIRECTORY.resolve(name);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
