package dev.panallama.gguf;

import dev.panallama.error.GgufException;
import java.io.IOException;
import java.nio.file.Path;

/// A file as it was when its header was read.
record StoredFile(Path path, Gguf header) {
    static StoredFile read(Path path) throws IOException {
        return new StoredFile(path.toAbsolutePath(), Gguf.read(path));
    }

    /// Opens the file, which must not have changed.
    GgufFile open() throws IOException {
        GgufFile file = GgufFile.open(path);
        if (file.header().equals(header)) return file;
        file.close();
        throw new GgufException("%s was changed since its header was read: begin anew".formatted(path));
    }
}
