package dev.panallama.runner.serving;

import dev.panallama.runner.store.InstalledModel;
import java.nio.file.Files;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/// What is known of each model, as long as its file is there and as it was. Any thread may use it.
///
/// @param <T> what that is
final class PerModel<T> {
    private final Map<InstalledModel, T> known = new ConcurrentHashMap<>();

    /// Returns what is known of a model, which is found out first if nothing is. What that throws is not kept.
    T of(InstalledModel model, Function<InstalledModel, T> finding) {
        T there = known.get(model);
        if (there != null) return there;
        forgetOld(model);
        return known.computeIfAbsent(model, finding);
    }

    void put(InstalledModel model, T value) {
        forgetOld(model);
        known.put(model, value);
    }

    private void forgetOld(InstalledModel current) {
        known.keySet().removeIf(it -> !it.equals(current)
                && (it.name().equals(current.name()) || Files.notExists(it.file())));
    }

    int size() {
        return known.size();
    }
}
