package dev.panallama.bench.place;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Where the build and the tests keep what is large.
public final class Cache {
    private Cache() {}

    /// Returns the folder, which exists.
    public static Path folder() throws IOException {
        String configured = System.getenv("XDG_CACHE_HOME");
        Path base = configured == null ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(configured);
        return Files.createDirectories(base.resolve("panallama"));
    }
}
