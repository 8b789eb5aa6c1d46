package dev.panallama.runner.cli.generate;

import dev.panallama.Adapters;
import dev.panallama.LoraAdapter;
import dev.panallama.Model;
import dev.panallama.runner.store.InstalledModel;
import java.nio.file.Path;

/// A model in memory, with the LoRA adapters that whoever made it up has put on it.
record AdaptedModel(InstalledModel installed, Model model, Adapters adapters) implements AutoCloseable {
    /// Loads the adapters of a model, which is closed if that fails.
    static AdaptedModel of(InstalledModel installed, Model model) {
        var loaded = new AdaptedModel(installed, model, Adapters.none());
        try {
            for (Path it : installed.settings().adapters()) loaded = loaded.with(model.loadAdapter(it));
            return loaded;
        } catch (RuntimeException failed) {
            loaded.close();
            throw failed;
        }
    }

    private AdaptedModel with(LoraAdapter adapter) {
        return new AdaptedModel(installed, model, adapters.with(adapter));
    }

    @Override
    public void close() {
        adapters.scales().keySet().forEach(LoraAdapter::close);
        model.close();
    }
}
