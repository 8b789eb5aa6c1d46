package dev.panallama;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// The source of llama.cpp that the build has fetched: headers and test vectors.
public final class LlamaSource {
    private LlamaSource() {}

    /// Returns the root of the source tree.
    public static Path root() {
        try {
            return Path.of(Files.readString(Path.of("target", "llama-source.path")));
        } catch (IOException failure) {
            throw new UncheckedIOException("the build fetches the source: run it by mvn", failure);
        }
    }

    /// Returns all GGUF files of the source tree: vocabularies, without weights.
    public static List<Path> models() {
        try (Stream<Path> files = Files.walk(root())) {
            return files.filter(it -> it.toString().endsWith(".gguf")).sorted().toList();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
