package dev.panallama.runner.serving;

import dev.panallama.runner.store.InstalledModel;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// How strongly the adapters of models are applied where somebody has changed that since the server was started: also after a model
/// was out of memory. Any thread may use it.
final class LoraScales {
    private final Map<InstalledModel, List<Float>> changed = new ConcurrentHashMap<>();

    /// Returns the scales of a model's adapters.
    ///
    /// @param first what they are before somebody changes them
    List<Float> of(InstalledModel model, List<Float> first) {
        return changed.getOrDefault(model, first);
    }

    void set(InstalledModel model, List<Float> scales) {
        changed.put(model, List.copyOf(scales));
    }
}
