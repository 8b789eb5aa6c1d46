package dev.panallama;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What tells models apart whose files have the same shape: a SHA-256 of overridden metadata, of the files' sizes, their
/// beginnings and samples of the weights. All bytes of a large file would take minutes.
final class ModelFingerprint {
    private static final int BEGINNING = 1 << 16;
    private static final int SAMPLE = 1 << 12;
    private static final int SAMPLES = 256;

    private ModelFingerprint() {}

    /// Returns 64 hexadecimal digits.
    static String of(List<Path> files, Map<String, ?> overrides) throws IOException {
        MessageDigest digest = sha256();
        digest.update(new TreeMap<>(overrides).toString().getBytes(StandardCharsets.UTF_8));
        for (Path file : files) add(file, digest);
        return HexFormat.of().formatHex(digest.digest());
    }

    /// Reads in a way that an interrupt of the thread does not break off.
    private static void add(Path file, MessageDigest digest) throws IOException {
        try (var data = new RandomAccessFile(file.toFile(), "r")) {
            long size = data.length();
            digest.update(ByteBuffer.allocate(Long.BYTES).putLong(0, size));
            add(data, 0, BEGINNING, digest);
            for (int i = 0; i <= SAMPLES; i++) {
                long at = Math.max(0, size - SAMPLE) / SAMPLES * i;
                add(data, at, SAMPLE, digest);
            }
        }
    }

    private static void add(RandomAccessFile data, long at, int length, MessageDigest digest) throws IOException {
        var bytes = new byte[Math.clamp(data.length() - at, 0, length)];
        data.seek(at);
        data.readFully(bytes);
        digest.update(bytes);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible); // every Java has it
        }
    }
}
