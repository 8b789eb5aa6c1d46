package dev.panallama.runner.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// A model that the runner knows by name, with what its file must be. Immutable.
///
/// @param name what the user calls it
/// @param fileName what its file is called in the store
/// @param bytes the file's length
/// @param sha256 the file's hash, 64 small hexadecimal digits
/// @param terms what it is and its licence, in one line
/// @param sources where to have it, tried in this order
public record KnownModel(
        String name, String fileName, long bytes, String sha256, String terms, List<Source> sources) {
    /// Copies the list.
    public KnownModel {
        sources = List.copyOf(sources);
    }

    /// Returns whether a file may be this model: it has its length. The hash was compared when it was fetched.
    boolean isAt(Path file) throws IOException {
        return Files.isRegularFile(file) && Files.size(file) == bytes;
    }

    /// Throws unless a file is exactly this model.
    void verify(Path file) throws IOException {
        if (Files.size(file) != bytes)
            throw new IOException("got %,d bytes where %,d belong".formatted(Files.size(file), bytes));
        String actual = Sha256.of(file);
        if (!actual.equals(sha256))
            throw new IOException("got a file with SHA-256 %s where %s belongs".formatted(actual, sha256));
    }
}
