package dev.panallama.quantization;

import dev.panallama.error.GgufException;
import dev.panallama.gguf.Gguf;
import dev.panallama.gguf.GgufTensor;
import dev.panallama.gguf.GgufValue;
import dev.panallama.gguf.GgufWriter;
import dev.panallama.gguf.TensorType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
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
        try (var channel = FileChannel.open(file)) {
            if (!isGguf(channel)) return new LegacyImportanceMatrix(file, channel).read();
            return read(file, Gguf.read(file), channel);
        } catch (IllegalArgumentException fault) {
            throw refusal(file, String.valueOf(fault.getMessage()));
        }
    }

    private static boolean isGguf(FileChannel channel) throws IOException {
        var magic = ByteBuffer.allocate(4);
        channel.read(magic, 0);
        return new String(magic.array(), StandardCharsets.US_ASCII).equals("GGUF");
    }

    private static ImportanceMatrix read(Path file, Gguf header, FileChannel channel) throws IOException {
        var entries = new TreeMap<String, ImportanceEntry>();
        for (GgufTensor sums : header.tensors()) {
            if (!sums.name().endsWith(SUMS)) continue;
            String name = sums.name().substring(0, sums.name().length() - SUMS.length());
            GgufTensor counts = header.tensor(name + COUNTS)
                    .orElseThrow(() -> refusal(file, "%s has no counts".formatted(name)));
            entries.put(name, entry(numbers(header, sums, channel), numbers(header, counts, channel)));
        }
        if (entries.isEmpty()) throw refusal(file, "it has no sums of squares: make one by llama-imatrix");
        return new ImportanceMatrix(entries, datasets(header), chunkLength(file, header),
                String.valueOf(file.getFileName()));
    }

    private static ImportanceEntry entry(float[] sums, float[] counts) {
        var whole = new long[counts.length];
        for (int i = 0; i < whole.length; i++) whole[i] = Math.round((double) counts[i]);
        return new ImportanceEntry(sums, whole);
    }

    private static float[] numbers(Gguf header, GgufTensor tensor, FileChannel channel) throws IOException {
        if (tensor.type() != TensorType.F32 || tensor.sizeBytes() > Integer.MAX_VALUE)
            throw new IllegalArgumentException(
                    "%s is %s of %,d bytes: F32 of 2 GiB at most is expected".formatted(tensor.name(), tensor.type(),
                            tensor.sizeBytes()));
        var bytes = ByteBuffer.allocate((int) tensor.sizeBytes()).order(ByteOrder.LITTLE_ENDIAN);
        long from = header.dataOffset() + tensor.offset();
        while (bytes.hasRemaining()) {
            int count = channel.read(bytes, from + bytes.position());
            if (count < 0) throw new IllegalArgumentException("it ends within " + tensor.name());
        }
        var numbers = new float[bytes.capacity() / Float.BYTES];
        bytes.flip().asFloatBuffer().get(numbers);
        return numbers;
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
