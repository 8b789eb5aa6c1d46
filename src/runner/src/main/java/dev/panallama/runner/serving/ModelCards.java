package dev.panallama.runner.serving;

import dev.panallama.gguf.Gguf;
import dev.panallama.runner.store.InstalledModel;
import java.io.IOException;
import java.io.UncheckedIOException;

/// Reads what model files say of themselves, each once as long as it does not change. Any thread may use it.
public final class ModelCards {
    private final PerModel<ModelCard> known = new PerModel<>();

    /// Returns what a file says.
    ///
    /// @throws UncheckedIOException if it cannot be read
    /// @throws dev.panallama.error.GgufException if it is no model
    public ModelCard of(InstalledModel model) {
        return known.of(model, ModelCards::read);
    }

    private static ModelCard read(InstalledModel model) {
        try {
            return ModelCard.of(Gguf.read(model.file()), model.settings().template());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
