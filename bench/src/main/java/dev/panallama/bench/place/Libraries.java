package dev.panallama.bench.place;

import dev.panallama.internal.natives.LibraryLoader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The shared libraries of a llama.cpp. Immutable.
///
/// @param folder where all lie, with the back ends
/// @param files those that a program links to, the most basic first
public record Libraries(Path folder, List<Path> files) {
    /// Returns those that Java loads.
    public static Libraries bundled() {
        var loaded = LibraryLoader.load();
        return new Libraries(loaded.directory(), loaded.loadOrder());
    }

    /// Returns those of another build.
    ///
    /// @throws IOException if one is missing
    public static Libraries in(Path folder) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            List<Path> files = all.toList();
            return new Libraries(
                    folder,
                    Stream.of("libggml-base.", "libggml.", "libllama.").map(it -> find(files, it, folder)).toList());
        }
    }

    private static Path find(List<Path> files, String beginning, Path folder) {
        Optional<Path> found = files.stream()
                .filter(it -> it.getFileName().toString().startsWith(beginning))
                .sorted()
                .findFirst();
        return found.orElseThrow(() -> new IllegalArgumentException(
                "there is no %s in %s: give a folder with the libraries of llama.cpp".formatted(beginning, folder)));
    }
}
