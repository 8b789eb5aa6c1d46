package dev.panallama.runner.store;

import dev.panallama.runner.console.Progress;
import java.io.IOException;
import java.nio.file.Path;

/// A place that a file can be had from. Immutable.
public sealed interface Source permits PythonPackages, WebFile {
    /// Writes the whole file. Nothing is verified here but that there is room for it.
    ///
    /// @param partial where to; it may hold some of the same file, left by an earlier attempt
    /// @param progress told of what has arrived
    void download(Path partial, Progress progress) throws IOException, InterruptedException;
}
