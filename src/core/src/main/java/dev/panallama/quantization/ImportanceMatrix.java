package dev.panallama.quantization;

import dev.panallama.error.GgufException;
import dev.panallama.error.ModelLoadException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.function.Predicate;

/// How much each input of each tensor of a model counts, measured by running text through it. A quantizer that knows it rounds
/// so that what counts most is hit best; the smallest types need it. Immutable.
///
/// @param entries by the tensors' names
/// @param datasets where the text came from, as the files say
/// @param chunkLength how many tokens of context the text was run in
/// @param source the name of the file that it was read from; empty if there is none
public record ImportanceMatrix(
        SortedMap<String, ImportanceEntry> entries, List<String> datasets, int chunkLength, String source) {
    static final int DEFAULT_CHUNK_LENGTH = 512;

    private static final int MOST_BYTES = 127; // of a text that llama.cpp overrides

    /// @throws IllegalArgumentException if there are no entries, or no tokens in a chunk
    public ImportanceMatrix {
        entries = Collections.unmodifiableSortedMap(new TreeMap<>(entries));
        datasets = List.copyOf(datasets);
        if (entries.isEmpty()) throw new IllegalArgumentException("there are no entries: give one or more");
        if (chunkLength < 1)
            throw new IllegalArgumentException("chunkLength is %d: give 1 or more".formatted(chunkLength));
    }

    /// Reads a file that this class or `llama-imatrix` has written: GGUF, or the older `.dat`, whose chunks count as 512 tokens
    /// each, for it does not say.
    ///
    /// @throws GgufException if the file is neither
    /// @throws IOException if it cannot be read
    public static ImportanceMatrix read(Path file) throws IOException {
        return ImportanceMatrixFile.read(file);
    }

    /// Runs a text through a model, in chunks of 512 tokens, and measures what goes through its weights.
    ///
    /// @see #compute(Path, String, ImportanceMatrixOptions, ImportanceProgress)
    public static ImportanceMatrix compute(Path model, String text) {
        return compute(model, text, ImportanceMatrixOptions.defaults(), ImportanceProgress.UNWATCHED);
    }

    /// Runs a text through a model and measures what goes through its weights, as `llama-imatrix` does. Use the model as it
    /// was before quantizing, or at 8 bits, and a text like those it will be used for; 100 chunks are plenty.
    ///
    /// Interrupting the calling thread cancels before the next chunk.
    ///
    /// @throws IllegalArgumentException if the text has less than two chunks
    /// @throws ModelLoadException if the model cannot be loaded
    /// @throws UnsupportedOperationException if it is no decoder
    /// @throws CancellationException if the progress listener or an interrupt ended it
    public static ImportanceMatrix compute(
            Path model, String text, ImportanceMatrixOptions options, ImportanceProgress progress) {
        return ImportanceMeasurement.measure(model, text, options, progress);
    }

    /// Returns the matrix of several texts together.
    ///
    /// @throws IllegalArgumentException if they are of different models
    public static ImportanceMatrix merge(List<ImportanceMatrix> matrices) {
        if (matrices.isEmpty()) throw new IllegalArgumentException("there is nothing to merge: give one or more");
        var entries = new TreeMap<String, ImportanceEntry>();
        var datasets = new ArrayList<String>();
        for (ImportanceMatrix it : matrices) {
            datasets.addAll(it.datasets);
            it.entries.forEach((name, entry) -> entries.merge(name, entry, (a, b) -> sum(name, a, b)));
        }
        return new ImportanceMatrix(entries, datasets, matrices.getFirst().chunkLength, "");
    }

    private static ImportanceEntry sum(String name, ImportanceEntry a, ImportanceEntry b) {
        try {
            return a.plus(b);
        } catch (IllegalArgumentException mismatch) {
            throw new IllegalArgumentException("the matrices are of different models: %s has %s"
                    .formatted(name, mismatch.getMessage()), mismatch);
        }
    }

    /// Writes it as GGUF, as `llama-imatrix` does: under a temporary name beside the file, then moved over it.
    ///
    /// @throws IOException if the file cannot be written
    public void write(Path file) throws IOException {
        ImportanceMatrixFile.write(this, file);
    }

    /// Returns the matrix of the tensors whose names pass.
    ///
    /// @throws IllegalArgumentException if none does
    public ImportanceMatrix only(Predicate<String> names) {
        var kept = new TreeMap<>(entries);
        kept.keySet().removeIf(names.negate());
        return new ImportanceMatrix(kept, datasets, chunkLength, source);
    }

    /// Returns how many chunks of text it was measured with.
    public int chunks() {
        long most = entries.values().stream().mapToLong(ImportanceEntry::most).max().orElse(0);
        return (int) Math.min(Integer.MAX_VALUE, most / chunkLength);
    }

    /// Returns figures about each tensor's activations.
    public List<ImportanceStatistics> statistics() {
        return ImportanceStatistics.of(entries);
    }

    /// Returns how many numbers it has for a tensor; 0 if it has none.
    long inputs(String tensor) {
        ImportanceEntry entry = entries.get(tensor);
        return entry == null ? 0 : entry.size();
    }

    Map<String, float[]> importances() {
        var importances = new LinkedHashMap<String, float[]>();
        entries.forEach((name, entry) -> importances.put(name, entry.means()));
        return importances;
    }

    /// Returns the metadata by which a quantized file tells of its matrix, as `llama-quantize` writes it; but of the file the
    /// name alone, as folders are nobody else's business.
    Map<String, Object> provenance() {
        var metadata = new LinkedHashMap<String, Object>();
        if (!source.isEmpty()) metadata.put("quantize.imatrix.file", cut(source));
        if (!datasets.isEmpty()) metadata.put("quantize.imatrix.dataset", cut(datasets.getFirst()));
        metadata.put("quantize.imatrix.entries_count", (long) entries.size());
        if (chunks() > 0) metadata.put("quantize.imatrix.chunks_count", (long) chunks());
        return metadata;
    }

    private static String cut(String text) {
        String cut = text.replace("\0", "");
        while (cut.getBytes(StandardCharsets.UTF_8).length > MOST_BYTES)
            cut = cut.substring(0, cut.offsetByCodePoints(cut.length(), -1));
        return cut;
    }
}
