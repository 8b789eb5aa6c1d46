package dev.panallama.runner.store;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// Files that were put into the store for a model. Serves one thread. Close it when the model is noted down: what belongs to none then goes.
final class PlacedFiles implements AutoCloseable {
    private final ModelStore store;
    private final List<Path> files = new ArrayList<>();

    PlacedFiles(ModelStore store) {
        this.store = store;
    }

    /// Remembers a file.
    void add(Path file) {
        files.add(file);
    }

    @Override
    public void close() throws IOException {
        if (files.isEmpty()) return;
        Set<Path> used = store.index().files(store.folder()).stream()
                .map(it -> it.toAbsolutePath().normalize())
                .collect(Collectors.toSet());
        for (Path it : files) if (!used.contains(it.toAbsolutePath().normalize())) store.delete(it);
    }
}
