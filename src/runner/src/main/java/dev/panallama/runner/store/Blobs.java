package dev.panallama.runner.store;

import dev.panallama.runner.download.DiskSpace;
import dev.panallama.runner.download.RefusedException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestOutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.OptionalLong;

/// Files that were sent to become models, by their hashes. They go a day later; what was made of them stays. Any thread may use it.
///
/// @param folder where they are; it need not exist
public record Blobs(Path folder) {
    private static final Duration KEPT = Duration.ofDays(1);
    private static final int BUFFER = 1 << 16; // bytes
    private static final long STEP = 64 << 20; // bytes, after which is looked whether there is room for as many

    /// Whether a file is there.
    public boolean has(Digest digest) {
        return Files.isRegularFile(file(digest));
    }

    Path file(Digest digest) {
        return folder.resolve(digest.hex());
    }

    /// Takes in a file.
    ///
    /// @param length how long it is, if that is known
    /// @throws IllegalArgumentException if it has another hash
    /// @throws NoRoomException if there is no room for it
    public void receive(Digest digest, InputStream content, OptionalLong length) throws IOException {
        Files.createDirectories(folder);
        requireRoom(folder, length.orElse(0) + STEP);
        Path partial = Files.createTempFile(folder, "", ".part");
        try {
            String hex = written(content, partial);
            if (!hex.equals(digest.hex()))
                throw new IllegalArgumentException(
                        "what was sent has the digest sha256:%s, and %s belongs here".formatted(hex, digest));
            Files.move(partial, file(digest), StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(partial);
        }
    }

    private String written(InputStream content, Path file) throws IOException {
        var buffer = new byte[BUFFER];
        long checked = STEP;
        long count = 0;
        try (OutputStream out = Files.newOutputStream(file);
                var hashed = new DigestOutputStream(out, Sha256.digest())) {
            for (int read = content.read(buffer); read >= 0; read = content.read(buffer)) {
                hashed.write(buffer, 0, read);
                count += read;
                if (count < checked) continue;
                requireRoom(folder, STEP);
                checked = count + STEP;
            }
            return HexFormat.of().formatHex(hashed.getMessageDigest().digest());
        }
    }

    /// Checks that there is room for so many bytes more.
    static void requireRoom(Path folder, long bytes) throws IOException {
        try {
            DiskSpace.require(folder, bytes);
        } catch (RefusedException full) {
            throw new NoRoomException(full);
        }
    }

    /// Removes what was sent more than a day ago, and what was broken off then.
    public void removeOld() throws IOException {
        Instant oldest = Instant.now().minus(KEPT);
        for (Path it : ModelFiles.filesBelow(folder, 1)) removeIfBefore(oldest, it);
    }

    private static void removeIfBefore(Instant oldest, Path file) throws IOException {
        try {
            if (Files.getLastModifiedTime(file).toInstant().isBefore(oldest)) Files.deleteIfExists(file);
        } catch (NoSuchFileException _) { // what was being sent has come, or was broken off
        }
    }
}
