package dev.panallama.runner.store;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/// All models that somebody can use: those that are there, and those that can be fetched. Immutable; any thread may use it.
///
/// @param store where models are kept that are fetched or made
/// @param inventory all that are there
/// @param hub where others come from; empty if nothing is to be fetched
public record Library(ModelStore store, Inventory inventory, Optional<Hub> hub) {
    /// Returns what finds and fetches models.
    ///
    /// @param listener hears what happens
    public Fetcher fetcher(PullListener listener) {
        return new Fetcher(this, listener);
    }

    /// Returns what makes models of others.
    ///
    /// @param listener hears what happens
    public ModelMaker maker(PullListener listener) {
        return new ModelMaker(this, listener);
    }

    /// Returns the files that were sent to become models.
    public Blobs blobs() {
        return new Blobs(store.folder().resolve(".blobs"));
    }

    /// Returns what makes models of those. The caller closes it.
    public SentFiles sentFiles() {
        return new SentFiles(store, blobs());
    }

    /// Gives a model another name besides. Its files are not copied.
    ///
    /// @throws ModelNotFoundException if there is no such model
    /// @throws IllegalArgumentException if there is one of the other name
    public InstalledModel copy(String model, ModelName name) throws IOException, InterruptedException {
        requireFree(name);
        store.copy(inventory.find(model), name);
        return noted(name);
    }

    /// Returns a model that can be removed.
    ///
    /// @throws ModelNotFoundException if there is no such model
    /// @throws IllegalArgumentException if it belongs to somebody else
    public InstalledModel removable(String name) throws ModelNotFoundException {
        InstalledModel model = inventory.find(name);
        store.requireOwn(model);
        return model;
    }

    /// Removes a model, and its files if nothing else needs them.
    ///
    /// @throws ModelNotFoundException if there is no such model
    /// @throws IllegalArgumentException if it belongs to somebody else
    public void remove(String name) throws IOException, InterruptedException {
        inventory.all(); // as it is now
        remove(inventory.find(name));
    }

    /// Removes a model, and its files if nothing else needs them.
    ///
    /// @throws ModelNotFoundException if it is there no more, or another one has its name by now
    /// @throws IllegalArgumentException if it belongs to somebody else
    public void remove(InstalledModel model) throws IOException, InterruptedException {
        store.remove(model);
        inventory.all();
    }

    /// Checks that no model stands on a file: of this store, or of another program, whose files are never changed.
    ///
    /// @throws IllegalArgumentException if one does
    public void requireUnused(Path file) throws IOException {
        Optional<String> user = store.userOf(file);
        for (InstalledModel it : inventory.all())
            if (user.isEmpty() && it.isOfAnotherProgram() && ModelStore.isAmong(file, it.files().parts()))
                user = Optional.of(it.name());
        if (user.isPresent())
            throw new IllegalArgumentException(
                    "the model %s stands on the file %s: give another name, or make a model with panallama create --quantize"
                            .formatted(user.get(), file));
    }

    /// Returns a model that has just been noted down.
    InstalledModel noted(ModelName name) throws ModelNotFoundException {
        return inventory.all().stream()
                .filter(it -> it.isCalled(name))
                .findFirst()
                .orElseThrow(() -> new ModelNotFoundException("%s was there, and is gone again".formatted(name)));
    }

    void requireFree(ModelName name) {
        if (inventory.all().stream().anyMatch(it -> it.isCalled(name)))
            throw new IllegalArgumentException("there is a model %s already: remove it first".formatted(name));
    }

    /// Checks that a name is free, or that of a model that may be replaced.
    void requireOwn(ModelName name) {
        if (inventory.all().stream()
                .anyMatch(it -> it.isCalled(name) && it.owner() != InstalledModel.Owner.PANALLAMA))
            throw new IllegalArgumentException(
                    "there is a model %s that is not of this store: choose another name".formatted(name));
    }

    /// Has a licence accepted, unless it was before.
    ///
    /// @throws LicenseException if it is not accepted
    void accept(ModelName model, Optional<License> license, PullListener listener)
            throws IOException, InterruptedException {
        Optional<License> open = license.filter(it -> !store.index().licenses().containsKey(it.id()));
        if (open.isEmpty()) return;
        if (!listener.accepts(open.get())) throw new LicenseException(model, open.get());
        store.accept(open.get());
    }
}
