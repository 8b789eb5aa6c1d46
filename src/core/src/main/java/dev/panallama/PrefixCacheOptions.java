package dev.panallama;

import java.nio.file.Path;
import java.util.Optional;

/// What an [Engine] keeps of sessions that have gone or lost their slot, for those that begin with the same tokens.
///
/// @param memoryBytes the most memory for it; 0 keeps nothing
/// @param folder where it is kept beyond that and beyond the end of the program, if anywhere: for engines with the same
///     model and options. The files tell what was said to whoever may read them; the folder is made readable by this user
///     alone
/// @param folderBytes the most that is kept there
public record PrefixCacheOptions(long memoryBytes, Optional<Path> folder, long folderBytes) {
    private static final PrefixCacheOptions DEFAULTS = new PrefixCacheOptions(1L << 30, Optional.empty(), 4L << 30);

    /// @throws IllegalArgumentException if a number is negative
    public PrefixCacheOptions {
        if (memoryBytes < 0 || folderBytes < 0)
            throw new IllegalArgumentException("memoryBytes is %,d and folderBytes %,d: give 0 or more"
                    .formatted(memoryBytes, folderBytes));
    }

    /// Returns a gigabyte of memory and no folder.
    public static PrefixCacheOptions defaults() {
        return DEFAULTS;
    }

    /// Returns these options with at most so many bytes in memory.
    public PrefixCacheOptions withMemoryBytes(long bytes) {
        return new PrefixCacheOptions(bytes, folder, folderBytes);
    }

    /// Returns these options with a folder.
    public PrefixCacheOptions withFolder(Path path) {
        return new PrefixCacheOptions(memoryBytes, Optional.of(path), folderBytes);
    }

    /// Returns these options with at most so many bytes in the folder.
    public PrefixCacheOptions withFolderBytes(long bytes) {
        return new PrefixCacheOptions(memoryBytes, folder, bytes);
    }
}
