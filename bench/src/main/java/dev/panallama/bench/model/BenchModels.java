package dev.panallama.bench.model;

import dev.panallama.bench.place.Cache;
import dev.panallama.quantization.Quantization;
import dev.panallama.quantization.Quantizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// The models that are measured when none is given.
public final class BenchModels {
    private static final String SMOLLM2 = "SmolLM2-135M-Instruct.Q4_1.gguf";
    private static final String LARGE = "random-llama-1.1b.Q4_K_M.gguf";

    private BenchModels() {}

    /// Returns SmolLM2 135M, which the tests and the runner fetch.
    ///
    /// @throws IOException if neither has done so yet
    public static Path smolLm2() throws IOException {
        String home = System.getProperty("user.home");
        for (Path folder : List.of(
                Cache.folder().resolve("test-models"),
                Path.of(home, ".cache", "panallama", "test-models"),
                Path.of(home, ".local", "share", "panallama", "models"),
                Path.of(home, "Library", "Application Support", "panallama", "models"))) {
            Path file = folder.resolve(SMOLLM2);
            if (Files.exists(file)) return file;
        }
        throw new IOException(
                "%s was not fetched yet: run `./panallama run Hello` once, or give --model".formatted(SMOLLM2));
    }

    /// Returns a random llama of the shape of TinyLlama 1.1B, Q4_K_M, which is written when first asked for: that takes
    /// minutes, a gigabyte of heap and 3 GB on the disk for so long.
    public static Path large() throws IOException {
        Path folder = Files.createDirectories(Cache.folder().resolve("bench-models"));
        Path model = folder.resolve(LARGE);
        if (Files.exists(model)) return model;
        Path half = folder.resolve("random-llama-1.1b.F16.gguf");
        try {
            RandomLlama.write(Shape.TINY_LLAMA, smolLm2(), half);
            Quantizer.quantize(half, model, Quantization.Q4_K_M);
            return model;
        } finally {
            Files.deleteIfExists(half);
        }
    }

    /// Writes a random llama of some thousand weights into a folder.
    public static Path tiny(Path folder) throws IOException {
        Path model = folder.resolve("tiny-llama.gguf");
        RandomLlama.write(Shape.TINY, smolLm2(), model);
        return model;
    }
}
