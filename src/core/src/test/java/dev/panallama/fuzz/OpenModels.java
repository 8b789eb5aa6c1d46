package dev.panallama.fuzz;

import dev.panallama.Model;
import dev.panallama.ModelOptions;
import dev.panallama.SessionOptions;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/// Tiny models, loaded when a target first uses them.
final class OpenModels implements AutoCloseable {
    static final SessionOptions OPTIONS = SessionOptions.defaults()
            .withThreads(1)
            .withContextLength(256)
            .withBatchSizes(64, 32);

    private final Map<Path, Model> open = new HashMap<>();

    Model of(Supplier<Path> file) {
        return open.computeIfAbsent(file.get(), it -> Model.load(it, ModelOptions.defaults().withGpuLayers(0)));
    }

    @Override
    public void close() {
        open.values().forEach(Model::close);
    }
}
