package dev.panallama.runner.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The folder that keeps this program's models: plain files, and an index of what files cannot say. A file that somebody puts there is a
/// model too. Several processes may use one folder; any thread may use it.
///
/// @param folder where it is; it need not exist
public record ModelStore(Path folder) implements LocalModels {
    @Override
    public List<InstalledModel> all() {
        Index index = Index.of(folder);
        var models = new ArrayList<InstalledModel>();
        Set<Path> listed = new LinkedHashSet<>();
        for (Index.Entry it : index.models()) {
            listed.addAll(it.in(folder));
            installed(it).ifPresent(models::add);
        }
        for (ModelFiles it : ModelFiles.below(folder, 1))
            if (!listed.contains(it.first()))
                it.installed(NamedFiles.name(it), ModelSettings.NONE, InstalledModel.Owner.PANALLAMA)
                        .ifPresent(models::add);
        models.sort(Comparator.comparing(InstalledModel::name));
        return models;
    }

    private Optional<InstalledModel> installed(Index.Entry entry) {
        return new ModelFiles(entry.in(folder)).installed(
                ModelName.parse(entry.name()), entry.settings(), InstalledModel.Owner.PANALLAMA);
    }

    Index index() {
        return Index.of(folder);
    }

    /// Notes down a model, instead of the one that has its name.
    void add(Index.Entry entry) throws IOException, InterruptedException {
        change(it -> it.with(entry));
    }

    /// Changes the index. Files that no name stands for any more go.
    private void change(Index.Change change) throws IOException, InterruptedException {
        Index.change(folder, change, this::deleteUnused);
    }

    private void deleteUnused(Index before, Index after) throws IOException {
        for (Path it : before.files(folder)) if (isHere(it) && !isAmong(it, after.files(folder))) delete(it);
    }

    /// Whether one of some names is this one, however it is written; another name for the same bytes is none.
    private static boolean isAmong(Path file, Set<Path> files) throws IOException {
        for (Path it : files)
            if (it.equals(file)
                    || (Files.exists(it) && Files.exists(file) && it.toRealPath().equals(file.toRealPath())))
                return true;
        return false;
    }

    /// Notes down that a licence is accepted.
    void accept(License license) throws IOException, InterruptedException {
        change(it -> it.accepting(license, Instant.now()));
    }

    /// Returns how a file is written in the index: by its place in the folder, if it is there.
    String relative(Path file) {
        Path whole = file.toAbsolutePath().normalize();
        Path here = folder.toAbsolutePath().normalize();
        return (whole.startsWith(here) ? here.relativize(whole) : whole).toString();
    }

    /// Gives a model another name besides.
    void copy(InstalledModel model, ModelName name) throws IOException, InterruptedException {
        adopt(model);
        add(entry(model, name.toString(), Optional.of(model.name())));
    }

    /// Notes down the name that a file of this folder has by itself: others are to stand beside it.
    void adopt(InstalledModel model) throws IOException, InterruptedException {
        boolean unknown = index().find(ModelName.parse(model.name())).isEmpty();
        if (unknown && model.owner() == InstalledModel.Owner.PANALLAMA)
            add(entry(model, model.name(), Optional.empty()));
    }

    private Index.Entry entry(InstalledModel model, String name, Optional<String> source) {
        List<Path> parts = ModelFiles.of(model.file()).map(ModelFiles::parts).orElse(List.of(model.file()));
        return new Index.Entry(name, parts.stream().map(this::relative).toList(), source, List.of(),
                model.settings());
    }

    /// Removes a model, and its files if they lie here and nothing else needs them.
    ///
    /// @throws IllegalArgumentException if it belongs to somebody else
    void remove(InstalledModel model) throws IOException, InterruptedException {
        if (model.owner() != InstalledModel.Owner.PANALLAMA)
            throw new IllegalArgumentException("%s is not of this store, but %s: remove it there".formatted(
                    model.name(), switch (model.owner()) {
                        case USER -> "a file that was named";
                        case OLLAMA -> "of Ollama's";
                        case LM_STUDIO -> "of LM Studio's";
                        case HUB_CACHE -> "of the hub's cache";
                        case PANALLAMA -> "here";
                    }));
        adopt(model);
        Index.change(folder, before -> {
            Index after = before.without(ModelName.parse(model.name()));
            deleteUnused(before, after); // first: where a system does not delete what is in use, the name has to stay
            return after;
        }, (_, _) -> {});
    }

    /// Whether a file lies in the folder.
    boolean isHere(Path file) {
        return !Path.of(relative(file)).isAbsolute();
    }

    /// Deletes a file, and the folders around it that are empty then.
    void delete(Path file) throws IOException {
        Files.deleteIfExists(file);
        for (Path it = file.getParent(); it != null && !it.equals(folder); it = it.getParent()) {
            try (var rest = Files.list(it)) {
                if (rest.findAny().isPresent()) return;
            }
            Files.delete(it);
        }
    }
}
