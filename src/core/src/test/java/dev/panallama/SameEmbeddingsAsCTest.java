package dev.panallama;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Vectors equal, bit for bit, those of a program that calls llama.cpp's C API in the same way.
final class SameEmbeddingsAsCTest {
    private static final List<String> TEXTS = List.of("hello", "what is the sky like", "water ".repeat(40));

    @TempDir
    private Path folder;

    @Test
    void vectors_equal_those_of_c() throws IOException, InterruptedException {
        var program = new CProgram(folder, "embed");
        for (Path file : List.of(TestModels.allMiniLm(), TinyModels.t5(), TinyModels.qwen3Embedder(),
                TinyModels.gemma3()))
            for (Pooling pooling : List.of(Pooling.NONE, Pooling.MEAN, Pooling.CLS, Pooling.LAST))
                compare(file, pooling, program.embed(file, pooling.name().toLowerCase(Locale.ROOT), TEXTS));
    }

    private static void compare(Path file, Pooling pooling, List<float[]> expected) {
        var options = EmbedderOptions.defaults()
                .withThreads(1)
                .withMaxTokens(512)
                .withPooling(pooling)
                .withNormalization(Normalization.none());
        try (var model = Model.load(file); var embedder = model.embedder(options)) {
            for (int i = 0; i < TEXTS.size(); i++) {
                float[] found = pooling == Pooling.NONE
                        ? embedder.embedTokens(TEXTS.get(i)).getLast().vector()
                        : embedder.embed(TEXTS.get(i)).vector();
                assertArrayEquals(expected.get(i), found, file + " " + pooling);
            }
        }
    }
}
