package dev.panallama.quantization;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/// The older form of an importance matrix, `.dat`: means times chunks, and chunks. Lengths are believed only as far as
/// the file goes.
final class LegacyImportanceMatrix {
    private final Path file;
    private final FileChannel channel;
    private final long size;
    private long position;

    static ImportanceMatrix read(Path file) throws IOException {
        try (var channel = FileChannel.open(file)) {
            return new LegacyImportanceMatrix(file, channel).read();
        }
    }

    private LegacyImportanceMatrix(Path file, FileChannel channel) throws IOException {
        this.file = file;
        this.channel = channel;
        size = channel.size();
    }

    private ImportanceMatrix read() throws IOException {
        var entries = new TreeMap<String, ImportanceEntry>();
        try {
            int count = number();
            if (count < 1) throw ImportanceMatrixFile.refusal(file, "it is neither GGUF nor has it entries");
            for (int i = 0; i < count; i++) entries.put(text(), entry());
            return new ImportanceMatrix(entries, datasets(), ImportanceMatrix.DEFAULT_CHUNK_LENGTH,
                    String.valueOf(file.getFileName()));
        } catch (EOFException tooShort) {
            throw ImportanceMatrixFile.refusal(file, String.valueOf(tooShort.getMessage()));
        }
    }

    private ImportanceEntry entry() throws IOException {
        long chunks = Math.max(1, number());
        ByteBuffer bytes = bytes((long) Float.BYTES * number());
        var sums = new float[bytes.remaining() / Float.BYTES];
        bytes.asFloatBuffer().get(sums);
        for (int i = 0; i < sums.length; i++) sums[i] *= ImportanceMatrix.DEFAULT_CHUNK_LENGTH;
        return new ImportanceEntry(sums, chunks * ImportanceMatrix.DEFAULT_CHUNK_LENGTH);
    }

    /// The number of chunks and a name follow the entries, or do not.
    private List<String> datasets() throws IOException {
        var datasets = new ArrayList<String>();
        if (size - position < 2 * Integer.BYTES) return datasets;
        number();
        String name = text();
        if (!name.isEmpty()) datasets.add(name);
        return datasets;
    }

    private int number() throws IOException {
        return bytes(Integer.BYTES).getInt();
    }

    private String text() throws IOException {
        return StandardCharsets.UTF_8.decode(bytes(number())).toString();
    }

    private ByteBuffer bytes(long length) throws IOException {
        if (length < 0 || length > Math.min(Integer.MAX_VALUE, size - position))
            throw new EOFException("%,d bytes at %,d are not within its %,d".formatted(length, position, size));
        var bytes = ByteBuffer.allocate(Math.toIntExact(length)).order(ByteOrder.LITTLE_ENDIAN);
        while (bytes.hasRemaining() && channel.read(bytes, position + bytes.position()) > 0) {
            // reads on
        }
        position += length;
        return bytes.flip();
    }
}
