package dev.panallama.runner.store.found;

import dev.panallama.runner.console.UserHome;
import dev.panallama.runner.store.DataFolder;
import dev.panallama.runner.store.Hub;
import dev.panallama.runner.store.Inventory;
import dev.panallama.runner.store.Library;
import dev.panallama.runner.store.LocalModels;
import dev.panallama.runner.store.ModelStore;
import dev.panallama.runner.store.NamedFiles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Finds all models of the user that runs this process: those that he names, those of this program's store, and those that other
/// programs keep.
public final class UserLibrary {
    private UserLibrary() {}

    /// Returns his library.
    ///
    /// @param data where this program's models lie
    /// @param files models besides, which he has named by their files
    public static Library of(DataFolder data, List<Path> files) {
        Map<String, String> environment = System.getenv();
        var store = new ModelStore(data.models());
        var places = new ArrayList<LocalModels>(List.of(new NamedFiles(files), store));
        places.addAll(FoundModels.places(environment, UserHome.path()));
        Optional<Hub> hub = data.online() ? Optional.of(Hub.of(environment)) : Optional.empty();
        return new Library(store, new Inventory(places), hub);
    }
}
