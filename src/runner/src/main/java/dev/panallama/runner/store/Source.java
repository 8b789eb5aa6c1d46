package dev.panallama.runner.store;

import dev.panallama.runner.console.Progress;
import java.io.IOException;
import java.nio.file.Path;

/// A place that the file of a model can be had from. Immutable.
public sealed interface Source permits HubFile, PythonPackages {
    /// Writes the whole file. Nothing is verified here.
    ///
    /// @param partial where to; it may hold the beginning of the same file, left by an earlier attempt
    /// @param progress told of what has arrived, out of [#bytes]
    void download(Path partial, Progress progress) throws IOException, InterruptedException;

    /// Returns how many bytes travel.
    long bytes();

    /// Returns how much room it takes on the disk while it is being fetched, the file itself left out.
    long scratchBytes();
}
