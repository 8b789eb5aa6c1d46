package dev.panallama.internal.natives;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.temporal.ChronoField;
import java.util.zip.CRC32C;

/// One library in a platform jar, and its unpacked file.
///
/// The checksum finds damage, not malice: nobody else can write to the folder, and to read all libraries at each start
/// by a cryptographic hash would take ten times as long. Even the checksum takes 20 ms for all of them, so an unpacked file bears a
/// seal: what its time of last change has below a second is made from the checksum, and whoever writes to it breaks that.
///
/// @param name its path in the folder that it is unpacked into
/// @param checksum the CRC-32C of its content
/// @param resource its path in the jar
record BundledLibrary(String name, long checksum, String resource, ClassLoader jars) {
    private static final int PART = 1 << 18; // bytes

    /// Unpacks the library, unless its file is there and undamaged.
    ///
    /// The file is written under another name and moved over its place in one step: whoever looks, sees all or nothing.
    void unpackInto(Path folder) throws IOException {
        var file = folder.resolve(name);
        if (isSealed(file) || isIntact(file)) return;
        var fresh = Files.createTempFile(Files.createDirectories(file.getParent()), "unpacking-", ".tmp");
        try {
            write(fresh);
            replace(file, fresh);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    private boolean isSealed(Path file) throws IOException {
        try {
            return Files.getLastModifiedTime(file).toInstant().get(ChronoField.MICRO_OF_SECOND) == seal();
        } catch (NoSuchFileException _) {
            return false;
        }
    }

    /// Returns a microsecond that few files have by chance, and none from a system that counts seconds alone.
    private long seal() {
        return 1 + checksum % 999_999;
    }

    private boolean isIntact(Path file) throws IOException {
        if (!Files.isRegularFile(file)) return false;
        var found = new CRC32C();
        var part = ByteBuffer.allocateDirect(PART);
        try (var channel = FileChannel.open(file)) {
            while (channel.read(part.clear()) >= 0) found.update(part.flip());
            return found.getValue() == checksum;
        }
    }

    private void write(Path file) throws IOException {
        try (var in = jars.getResourceAsStream(resource); var out = Files.newOutputStream(file)) {
            if (in == null) throw new FileNotFoundException(resource + " is missing beside its manifest");
            in.transferTo(out);
        }
        if (!isIntact(file)) throw new IOException(resource + " differs from its manifest");
        Files.setLastModifiedTime(file,
                FileTime.from(Instant.now().with(ChronoField.MICRO_OF_SECOND, seal())));
    }

    /// Windows refuses to replace a library that is in use: then another process has just written the same.
    private void replace(Path file, Path fresh) throws IOException {
        try {
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            if (!isIntact(file)) throw e;
        }
    }
}
