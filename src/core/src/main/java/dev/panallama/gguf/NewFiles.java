package dev.panallama.gguf;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.UUID;

/// Files that are written under temporary names beside their places, and take these when all are written. Until then
/// nothing is changed. Of several the first comes last, so that no new first part ever stands before old others.
final class NewFiles implements AutoCloseable {
    private final SequencedMap<Path, Path> places = new LinkedHashMap<>();

    /// Returns the temporary name of a file.
    Path add(Path file) {
        Path place = file.toAbsolutePath();
        Path part = place.resolveSibling("%s.%s.part".formatted(place.getFileName(), UUID.randomUUID()));
        places.put(part, place);
        return part;
    }

    void publish() throws IOException {
        for (var it : places.reversed().entrySet())
            Files.move(it.getKey(), it.getValue(), StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    /// Removes what has not been published.
    @Override
    public void close() throws IOException {
        for (Path part : places.keySet()) Files.deleteIfExists(part);
    }
}
