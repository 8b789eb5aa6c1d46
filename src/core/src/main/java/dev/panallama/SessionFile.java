package dev.panallama;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/// Where a [SavedSession] is kept: a file or an array of bytes.
final class SessionFile {
    private static final int BUFFER = 1 << 16;

    private SessionFile() {}

    /// Writes to a file beside `file`, then moves it there.
    static void write(Path file, SavedSession saved) throws IOException {
        Path absolute = file.toAbsolutePath();
        Path part = Files.createTempFile(absolute.getParent(), absolute.getFileName() + ".", ".part");
        try {
            try (var channel = FileChannel.open(part, StandardOpenOption.WRITE);
                    var out = new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER)) {
                saved.write(out);
                out.flush();
                channel.force(true);
            }
            Files.move(part, absolute, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    static byte[] bytes(SavedSession saved) {
        if (saved.memory().size() > Integer.MAX_VALUE / 2)
            throw new IllegalStateException(
                    "the session takes %,d bytes: save it to a file".formatted(saved.memory().size()));
        var out = new ByteArrayOutputStream((int) saved.memory().size() + BUFFER);
        try {
            saved.write(out);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return out.toByteArray();
    }

    static SavedSession read(Path file, SavedSession.Limits limits) throws IOException {
        try (var in = new BufferedInputStream(Files.newInputStream(file), BUFFER)) {
            return SavedSession.read(in, Files.size(file), limits);
        }
    }

    static SavedSession read(byte[] bytes, SavedSession.Limits limits) {
        try {
            return SavedSession.read(new ByteArrayInputStream(bytes), bytes.length, limits);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }
}
