package dev.panallama.bench.program;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// What a program generates with. Immutable.
///
/// @param model a GGUF file
/// @param threads compute threads; 0 lets a Java program decide
/// @param contextLength in tokens
/// @param batchSize how many tokens of a prompt are handed over together
/// @param microBatchSize how many are computed together
public record Setting(Path model, int threads, int contextLength, int batchSize, int microBatchSize) {
    /// Returns the batches that a session has by default.
    public static Setting of(Path model, int threads, int contextLength) {
        return new Setting(model, threads, contextLength, 512, 512);
    }

    List<String> arguments() {
        return Stream.of(model.toAbsolutePath(), threads, contextLength, batchSize, microBatchSize)
                .map(Object::toString)
                .toList();
    }
}
