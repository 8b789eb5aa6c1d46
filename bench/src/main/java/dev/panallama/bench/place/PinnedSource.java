package dev.panallama.bench.place;

import dev.panallama.Llama;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/// The source of llama.cpp that the build has fetched.
public final class PinnedSource {
    private PinnedSource() {}

    /// Returns its root.
    ///
    /// @throws IOException if the build has not fetched it
    public static Path find() throws IOException {
        Path cache = Cache.folder();
        String beginning = "llama.cpp-v%s-".formatted(version());
        try (Stream<Path> entries = Files.list(cache)) {
            return entries.filter(it -> it.getFileName().toString().startsWith(beginning))
                    .filter(it -> Files.exists(it.resolve("include").resolve("llama.h")))
                    .findFirst()
                    .orElseThrow(() -> new IOException(
                            "there is no %s* in %s: build by `mvn verify`, which fetches it".formatted(beginning,
                                    cache)));
        }
    }

    /// Returns what the folder's name has of the version: builds by others call themselves those of a developer.
    private static String version() {
        return Llama.version().replaceFirst("-dev$", "");
    }
}
