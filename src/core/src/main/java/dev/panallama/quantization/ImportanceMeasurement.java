package dev.panallama.quantization;

import dev.panallama.internal.check.ModelCheck;
import dev.panallama.internal.ffm.NativeModel;
import dev.panallama.internal.host.HostedMeter;
import dev.panallama.internal.host.HostedModel;
import dev.panallama.internal.host.HostedVocabulary;
import dev.panallama.internal.host.ModelParameters;
import dev.panallama.internal.load.Header;
import dev.panallama.internal.load.SplitFiles;
import dev.panallama.internal.worker.RemoteModel;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;

/// Measures an importance matrix: runs a text through a model, chunk by chunk.
record ImportanceMeasurement(HostedModel model, ImportanceMatrixOptions options) {
    static ImportanceMatrix measure(
            Path file, String text, ImportanceMatrixOptions options, ImportanceProgress progress) {
        List<Path> files = SplitFiles.of(file);
        HostedModel model = load(files, it -> it.gpuLayers(options.gpuLayers()));
        try {
            return new ImportanceMeasurement(model, options).measure(text, progress);
        } finally {
            model.close();
        }
    }

    /// Loads a model here, or apart if nobody knows what its loader takes on trust.
    private static HostedModel load(List<Path> files, Consumer<ModelParameters> settings) {
        var header = new Header(files);
        header.checkParts();
        ModelCheck check = ModelCheck.of(header.parts(), Map.of(), false);
        header.refuse(check.faults());
        return check.isVetted()
                ? NativeModel.load(files, settings, _ -> true)
                : RemoteModel.load(files, settings, _ -> true);
    }

    private ImportanceMatrix measure(String text, ImportanceProgress progress) {
        if (!model.facts().continuesText())
            throw new UnsupportedOperationException("model %s does not continue text: there is nothing to measure by"
                    .formatted(model.name()));
        int[] tokens = model.vocabulary().tokenizeWhole(text, options.specialTokens());
        int length = options.chunkLength();
        int chunks = Math.min(options.maxChunks(), tokens.length / length);
        if (tokens.length < 2 * length)
            throw new IllegalArgumentException(
                    "the text has %,d tokens: give two chunks of %,d or more, or choose shorter ones"
                            .formatted(tokens.length, length));
        beginChunks(tokens);
        try (var meter = model.openMeter(length, options.threads(), options.outputMatrix())) {
            for (int i = 0; i < chunks; i++) {
                if (Thread.currentThread().isInterrupted() || !progress.at(i, chunks))
                    throw new CancellationException("cancelled after %,d chunks".formatted(i));
                meter.compute(tokens, i * length, (i + 1) * length);
            }
            return matrix(meter);
        }
    }

    private ImportanceMatrix matrix(HostedMeter meter) {
        var entries = new TreeMap<String, ImportanceEntry>();
        meter.sums().forEach((name, it) -> entries.put(name, new ImportanceEntry(it.sums(), it.counts())));
        List<String> datasets = options.dataset().isEmpty() ? List.of() : List.of(options.dataset());
        return new ImportanceMatrix(entries, datasets, options.chunkLength(), "");
    }

    /// Each chunk begins as a text does, in place of its first token.
    private void beginChunks(int[] tokens) {
        HostedVocabulary vocabulary = model.vocabulary();
        if (!vocabulary.addsBeginningOfText()) return;
        int beginning = vocabulary.firstOfText();
        for (int i = 0; i < tokens.length; i += options.chunkLength()) tokens[i] = beginning;
    }
}
