package dev.panallama;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

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
}
