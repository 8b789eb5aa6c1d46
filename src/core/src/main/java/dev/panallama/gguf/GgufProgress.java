package dev.panallama.gguf;

/// Follows the writing of files. Called by the thread that writes, after every few megabytes.
@FunctionalInterface
public interface GgufProgress {
    /// Watches nothing and never cancels.
    GgufProgress UNWATCHED = _ -> true;

    /// Is told how much is written. What it throws ends the writing and reaches the caller.
    ///
    /// @param fraction from 0 to 1
    /// @return whether writing goes on; false makes it throw a `CancellationException`, and no file is changed
    boolean at(double fraction);
}
