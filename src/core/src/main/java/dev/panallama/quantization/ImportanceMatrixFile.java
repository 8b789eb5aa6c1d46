package dev.panallama.quantization;

import dev.panallama.error.GgufException;
import dev.panallama.gguf.Gguf;
import dev.panallama.gguf.GgufFile;
import dev.panallama.gguf.GgufTensor;
import dev.panallama.gguf.GgufValue;
import dev.panallama.gguf.GgufWriter;
import dev.panallama.gguf.TensorType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/// The GGUF form of an importance matrix: of each entry two tensors, the sums of squares and the counts.
final class ImportanceMatrixFile {
    private static final String SUMS = ".in_sum2";
    private static final String COUNTS = ".counts";
    private static final String DATASETS = "imatrix.datasets";
    private static final String CHUNK_COUNT = "imatrix.chunk_count";
    private static final String CHUNK_SIZE = "imatrix.chunk_size";

    private ImportanceMatrixFile() {}

    static ImportanceMatrix read(Path file) throws IOException {
        if (!Files.isRegularFile(file)) throw new GgufException("%s is no file: name one".formatted(file));
        try {
            return isGguf(file) ? readGguf(file) : LegacyImportanceMatrix.read(file);
        } catch (IllegalArgumentException fault) {
            throw refusal(file, String.valueOf(fault.getMessage()));
        }
    }

    private static boolean isGguf(Path file) throws IOException {
        try (var in = Files.newInputStream(file)) {
            return new String(in.readNBytes(4), StandardCharsets.US_ASCII).equals("GGUF");
        }
    }

    private static ImportanceMatrix readGguf(Path file) throws IOException {
        try (var gguf = GgufFile.open(file)) {
            Gguf header = gguf.header();
            var entries = new TreeMap<String, ImportanceEntry>();
            for (GgufTensor it : header.tensors()) {
                if (!it.name().endsWith(SUMS)) continue;
                String name = it.name().substring(0, it.name().length() - SUMS.length());
                entries.put(name, new ImportanceEntry(numbers(gguf, name + SUMS), whole(numbers(gguf, name + COUNTS))));
            }
            if (entries.isEmpty()) throw refusal(file, "it has no sums of squares: make one by llama-imatrix");
            return new ImportanceMatrix(entries, datasets(header), chunkLength(file, header),
                    String.valueOf(file.getFileName()));
        }
    }

    private static float[] numbers(GgufFile file, String name) throws IOException {
        GgufTensor tensor = file.header().tensor(name)
                .orElseThrow(() -> new IllegalArgumentException("it has no " + name));
        if (tensor.type() != TensorType.F32)
            throw new IllegalArgumentException("%s is %s: F32 is expected".formatted(name, tensor.type()));
        return file.floats(name);
    }

    private static long[] whole(float[] counts) {
        var whole = new long[counts.length];
        for (int i = 0; i < whole.length; i++) whole[i] = Math.round((double) counts[i]);
        return whole;
    }

    private static List<String> datasets(Gguf header) {
        var datasets = new ArrayList<String>();
        if (header.metadata().get(DATASETS) instanceof GgufValue.Array array)
            for (Object it : array.elements()) if (it instanceof String name) datasets.add(name);
        return datasets;
    }

    private static int chunkLength(Path file, Gguf header) {
        long length = header.whole(CHUNK_SIZE).orElse(ImportanceMatrix.DEFAULT_CHUNK_LENGTH);
        if (length < 0 || length > Integer.MAX_VALUE)
            throw refusal(file, "%s is %,d".formatted(CHUNK_SIZE, length));
        return length == 0 ? ImportanceMatrix.DEFAULT_CHUNK_LENGTH : (int) length;
    }

    static GgufException refusal(Path file, String reason) {
        return new GgufException("%s is no usable importance matrix: %s".formatted(file, reason));
    }

    static void write(ImportanceMatrix matrix, Path file) throws IOException {
        var writer = new GgufWriter();
        writer.put("general.type", GgufValue.text("imatrix"));
        writer.put(DATASETS, GgufValue.texts(matrix.datasets()));
        writer.put(CHUNK_COUNT, GgufValue.uint32(matrix.chunks()));
        writer.put(CHUNK_SIZE, GgufValue.uint32(matrix.chunkLength()));
        matrix.entries().forEach((name, entry) -> {
            int experts = entry.experts();
            writer.tensor(name + SUMS, TensorType.F32, entry.sums(), shape(entry.size() / experts, experts));
            writer.tensor(name + COUNTS, TensorType.F32, floats(entry.counts()), shape(1, experts));
        });
        writer.write(file);
    }

    /// ggml writes no dimension of 1 at the end.
    private static long[] shape(long row, int experts) {
        return experts == 1 ? new long[]{row} : new long[]{row, experts};
    }

    private static float[] floats(long[] counts) {
        var floats = new float[counts.length];
        for (int i = 0; i < floats.length; i++) floats[i] = counts[i];
        return floats;
    }
}
