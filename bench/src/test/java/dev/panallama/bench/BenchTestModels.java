package dev.panallama.bench;

import dev.panallama.TestModels;
import dev.panallama.bench.model.BenchModels;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Models that tests measure.
public final class BenchTestModels {
    private static final class Tiny {
        static final Path FILE = write();
    }

    private BenchTestModels() {}

    /// Returns the tiny llama, written once per process.
    public static Path tiny() {
        return Tiny.FILE;
    }

    private static Path write() {
        TestModels.smolLm2(); // whose vocabulary it gets
        try {
            return BenchModels.tiny(Files.createDirectories(Path.of("target", "tiny-models"))).toAbsolutePath();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
