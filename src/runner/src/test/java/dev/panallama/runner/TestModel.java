package dev.panallama.runner;

import dev.panallama.runner.console.Notices;
import dev.panallama.runner.store.Catalog;
import dev.panallama.runner.store.DataFolder;
import dev.panallama.runner.store.ModelReference;
import dev.panallama.runner.store.ModelStore;
import java.nio.file.Path;

/// The default model, from the user's store, where the runner's processes find it too.
public final class TestModel {
    private TestModel() {}

    /// Returns its file, fetched as the runner fetches it.
    public static Path file() throws Exception {
        var notices = new Notices(System.err, () -> false);
        var store = new ModelStore(DataFolder.ofUser().models(), true, notices);
        return store.locate(new ModelReference.Named(Catalog.defaultModel()));
    }
}
