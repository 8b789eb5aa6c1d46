package dev.panallama.internal.natives;

import dev.panallama.error.NativeLibraryException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// A folder with llama.cpp's libraries, from which ggml takes the back ends that suit the machine.
///
/// @param directory the folder, as an absolute path
/// @param loadOrder the libraries to load before any back end, each after those that it needs
/// @param source how the folder was found
public record LibraryFolder(Path directory, List<Path> loadOrder, String source) {
    static LibraryFolder of(Path directory, Platform platform, String source) {
        try (var files = Files.list(directory)) {
            var sorted = files.sorted().toList();
            var loadOrder = Stream.of("ggml-base", "ggml", "llama")
                    .map(library -> find(library, sorted, platform)
                            .orElseThrow(() -> lacking(library, directory, platform, source)))
                    .toList();
            return new LibraryFolder(directory, loadOrder, source);
        } catch (IOException e) {
            throw new NativeLibraryException("cannot read the folder %s, given by %s".formatted(directory, source), e);
        }
    }

    private static Optional<Path> find(String library, List<Path> files, Platform platform) {
        return files.stream().filter(file -> platform.isLibrary(library, file)).findFirst();
    }

    private static NativeLibraryException lacking(String library, Path directory, Platform platform, String source) {
        return new NativeLibraryException("the folder %s, given by %s, holds no library %s%s.*%s".formatted(
                directory, source, platform.libraryPrefix(), library, platform.libraryExtension()));
    }

    /// Returns the folder with back ends to try if the GPU's in this one did not start: those for older drivers.
    public Optional<Path> fallback() {
        return Optional.of(directory.resolve("fallback")).filter(Files::isDirectory);
    }
}
