package dev.panallama.runner.store;

import java.util.List;

/// Models in one place on this machine. Any thread may use it.
@FunctionalInterface
public interface LocalModels {
    /// Returns those that are there now, by their names in order.
    List<InstalledModel> all();
}
