package dev.panallama.quantization;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// A folder for files that are not complete yet, removed with them at the end.
final class WorkFolder implements AutoCloseable {
    private static final System.Logger LOGGER = System.getLogger("dev.panallama");

    private final Path path;

    WorkFolder(Path parent, String prefix) throws IOException {
        path = Files.createTempDirectory(parent, prefix);
    }

    Path path() {
        return path;
    }

    List<Path> files() throws IOException {
        try (var files = Files.list(path)) {
            return files.sorted().toList();
        }
    }

    @Override
    public void close() {
        try {
            for (Path it : files()) Files.delete(it);
            Files.delete(path);
        } catch (IOException failure) { // where C broke off, it has a file open still
            LOGGER.log(Level.WARNING, "the folder " + path + " cannot be removed: remove it yourself", failure);
        }
    }
}
