package dev.panallama.runner.cli.generate;

import dev.panallama.EmbedderOptions;
import dev.panallama.LongInput;
import picocli.CommandLine.Option;

/// What the vectors of texts are to be like, as options.
final class VectorOptions {
    @Option(
        names = "--dimensions",
        paramLabel = "N",
        defaultValue = "0",
        description = "Keep the first N numbers of a vector, and scale them again; 0 keeps all (default: ${DEFAULT-VALUE}).")
    private int dimensions;

    @Option(names = "--truncate", description = "Cut texts that are too long for a vector instead of refusing them.")
    private boolean truncate;

    /// Returns whether anything is said of them.
    boolean areGiven() {
        return truncate || dimensions != 0;
    }

    /// Returns how vectors are computed.
    ///
    /// @throws IllegalArgumentException if that cannot be
    EmbedderOptions embedder() {
        return EmbedderOptions.defaults()
                .withDimensions(dimensions)
                .withLongInput(truncate ? LongInput.truncate() : LongInput.refuse());
    }
}
