package dev.panallama.runner.download;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// What is free on a disk.
public final class DiskSpace {
    private static final double MEGABYTE = 1e6;

    private DiskSpace() {}

    /// Checks that there is room for so many bytes more.
    ///
    /// @param folder one that exists, on the disk in question
    /// @throws RefusedException if there is not
    public static void require(Path folder, long bytes) throws IOException {
        long free = Files.getFileStore(folder).getUsableSpace();
        if (free < bytes)
            throw new RefusedException(
                    "needs %,.0f MB of disk where %,.0f MB are free".formatted(bytes / MEGABYTE, free / MEGABYTE));
    }
}
