package dev.panallama.runner.cli.command;

import dev.panallama.runner.console.Notices;
import dev.panallama.runner.store.Catalog;
import dev.panallama.runner.store.InstalledModel;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;

/// The names of models that are there or can be fetched, also with the tag that they have if none is named.
public final class ModelNames implements Iterable<String> {
    /// The tag of a name that has none.
    public static final String LATEST = ":latest";

    /// Returns those that are fetched when they are missing.
    static List<String> fetched() {
        return List.of(Catalog.names().split(", "));
    }

    @Override
    public Iterator<String> iterator() {
        List<InstalledModel> there = UserModels.of(Notices.onStandardError()).library().inventory().all();
        return Stream.concat(there.stream().map(InstalledModel::name), fetched().stream())
                .distinct()
                .sorted()
                .flatMap(it -> it.contains(":") ? Stream.of(it) : Stream.of(it, it + LATEST))
                .iterator();
    }
}
