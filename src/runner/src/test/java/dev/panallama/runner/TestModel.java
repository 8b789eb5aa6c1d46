package dev.panallama.runner;

import dev.panallama.runner.console.Notices;
import dev.panallama.runner.store.Catalog;
import dev.panallama.runner.store.DataFolder;
import dev.panallama.runner.store.Hub;
import dev.panallama.runner.store.Inventory;
import dev.panallama.runner.store.Library;
import dev.panallama.runner.store.ModelReference;
import dev.panallama.runner.store.ModelStore;
import dev.panallama.runner.store.PullNotices;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The default model, from the user's store, where the runner's processes find it too.
public final class TestModel {
    private TestModel() {}

    /// Returns its file, fetched as the runner fetches it.
    public static Path file() throws Exception {
        var notices = new PullNotices(new Notices(System.err, () -> 0), _ -> false);
        Path folder = DataFolder.ofUser().models();
        var library = new Library(new ModelStore(folder), new Inventory(folder, List.of()),
                Optional.of(Hub.of(Map.of())));
        return library.fetcher(notices).locate(new ModelReference.Named(Catalog.defaultModel())).file();
    }
}
