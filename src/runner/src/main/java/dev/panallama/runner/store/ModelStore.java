package dev.panallama.runner.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/// The folder that keeps this program's models: plain files, and an index of what files cannot say. A file that somebody puts there is a
/// model too. Several processes may use one folder; any thread may use it.
///
/// @param folder where it is; it need not exist
public record ModelStore(Path folder) implements LocalModels {
    @Override
    public List<InstalledModel> all() {
        return all(index());
    }

    /// Returns all models that there are where an index is this one.
    List<InstalledModel> all(Index index) {
        var models = new ArrayList<InstalledModel>();
        for (Index.Entry it : index.models()) installed(it).ifPresent(models::add);
        for (PlainModel it : PlainModel.in(folder, index))
            it.files().installed(it.name(), ModelSettings.NONE, it.owner()).ifPresent(models::add);
        models.sort(Comparator.comparing(InstalledModel::name));
        return models;
    }

    private Optional<InstalledModel> installed(Index.Entry entry) {
        return new ModelFiles(entry.in(folder)).installed(
                ModelName.parse(entry.name()), entry.settings(), entry.owner());
    }

    Index index() {
        return Index.of(folder);
    }

    /// Notes down a model, instead of the one that has its name.
    ///
    /// @param condition throws if it may not be, as things are then
    /// @throws ModelNotFoundException if its files have gone meanwhile
    void add(Index.Entry entry, Consumer<Index> condition) throws IOException, InterruptedException {
        replace(it -> {
            condition.accept(it);
            return it.with(there(entry));
        });
    }

    /// Checks that nobody's file would be hidden by a name.
    ///
    /// @param files what the model of that name stands on
    /// @throws IllegalArgumentException if another file of the folder has no name but that
    void requireHidesNone(Index index, ModelName name, List<Path> files) {
        for (PlainModel it : PlainModel.in(folder, index))
            if (it.name().isSameAs(name) && index.find(name).isEmpty() && !files.contains(it.files().first()))
                throw new IllegalArgumentException(
                        "the file %s in the folder of models is called %s already: give another name, or remove it first"
                                .formatted(relative(it.files().first()), name));
    }

    /// Notes down a model.
    ///
    /// @throws IllegalArgumentException if another one has got its name meanwhile
    /// @throws ModelNotFoundException if its files have gone meanwhile
    void addNew(Index.Entry entry) throws IOException, InterruptedException {
        change(it -> {
            if (it.find(ModelName.parse(entry.name())).isPresent())
                throw new IllegalArgumentException(
                        "there is a model %s since a moment ago: remove it first".formatted(entry.name()));
            requireHidesNone(it, ModelName.parse(entry.name()), entry.in(folder));
            return it.with(there(entry));
        });
    }

    private Index.Entry there(Index.Entry entry) throws ModelNotFoundException {
        for (Path it : entry.in(folder))
            if (!Files.exists(it))
                throw new ModelNotFoundException(
                        "the file %s, which %s stands on, has just gone".formatted(it.getFileName(), entry.name()));
        return entry;
    }

    /// Changes the index. Files that no name stands for any more go first: where a system does not delete what is in use, the name has
    /// to stay.
    private void change(Index.Change change) throws IOException, InterruptedException {
        Index.change(folder, before -> swept(change.of(before)), (before, after) -> {
            for (Path it : unused(before, after)) delete(it);
        });
    }

    /// Changes the index, and deletes afterwards what no name stands for any more: what is in use goes with a later change.
    private void replace(Index.Change change) throws IOException, InterruptedException {
        Index.change(folder, before -> {
            Index after = change.of(before);
            var left = new HashMap<>(after.replaced());
            for (Path it : unused(before, after)) Index.written(it).ifPresent(time -> left.put(relative(it), time));
            return after.leaving(left);
        }, (_, _) -> {});
        if (!index().replaced().isEmpty()) sweep();
    }

    /// It counts already what was changed: this may fail.
    private void sweep() {
        try {
            change(it -> it);
        } catch (IOException _) { // a later change does it
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private Index swept(Index index) throws IOException {
        var left = new HashMap<String, Instant>();
        for (Map.Entry<String, Instant> it : index.replaced().entrySet()) {
            Path file = folder.resolve(it.getKey());
            boolean same = index.isReplaced(folder, file) && !isAmong(file, index.files(folder));
            if (same && !isGone(file)) left.put(it.getKey(), it.getValue());
        }
        return index.leaving(left);
    }

    private boolean isGone(Path file) {
        try {
            delete(file);
            return true;
        } catch (IOException _) { // in use still
            return false;
        }
    }

    private List<Path> unused(Index before, Index after) throws IOException {
        var unused = new ArrayList<Path>();
        for (Path it : before.files(folder))
            if (isHere(it) && !isAmong(it, after.files(folder)) && !isSomebodys(it, before)) unused.add(it);
        return unused;
    }

    private boolean isSomebodys(Path file, Index index) {
        return index.models().stream()
                .anyMatch(it -> it.owner() == InstalledModel.Owner.FOLDER && it.in(folder).contains(file));
    }

    /// Whether one of some names is this one, however it is written; another name for the same bytes is none.
    static boolean isAmong(Path file, Collection<Path> files) throws IOException {
        for (Path it : files)
            if (it.equals(file)
                    || (Files.exists(it) && Files.exists(file) && it.toRealPath().equals(file.toRealPath())))
                return true;
        return false;
    }

    /// Returns the name of a model that was given one and stands on a file, or has it for an adapter.
    Optional<String> userOf(Path file) throws IOException {
        for (Index.Entry it : index().models())
            if (isAmong(file, it.in(folder)) || isAmong(file, it.settings().adapters())) return Optional.of(it.name());
        return Optional.empty();
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
    ///
    /// @throws IllegalArgumentException if there is one of that name
    void copy(InstalledModel model, ModelName name) throws IOException, InterruptedException {
        adopt(List.of(model.file()));
        addNew(entry(name, model.files(), Optional.of(model.name()), model.settings()));
    }

    /// Notes down the names that files of this folder have by themselves: others are to stand beside them.
    void adopt(Collection<Path> files) throws IOException, InterruptedException {
        Index before = index();
        if (!adopting(before, files).equals(before)) change(it -> adopting(it, files));
    }

    private Index adopting(Index before, Collection<Path> files) {
        List<String> places = files.stream().map(this::relative).toList();
        Index index = before;
        for (PlainModel it : PlainModel.in(folder, before))
            if (places.contains(relative(it.files().first())))
                index = index.with(entry(free(it.name(), index), it.files(), Optional.empty(), ModelSettings.NONE));
        return index;
    }

    /// Returns a name, with a number for its tag if another model has taken it.
    private static ModelName free(ModelName name, Index index) {
        ModelName free = name;
        for (int i = 2; index.find(free).isPresent(); i++) free = new ModelName(name.base(), String.valueOf(i));
        return free;
    }

    private Index.Entry entry(ModelName name, ModelFiles files, Optional<String> source, ModelSettings settings) {
        return new Index.Entry(name.toString(), files.parts().stream().map(this::relative).toList(), source, List.of(),
                settings);
    }

    /// Removes a model, and its files if they lie here and nothing else needs them.
    ///
    /// @throws IllegalArgumentException if it belongs to somebody else
    void remove(InstalledModel model) throws IOException, InterruptedException {
        requireOwn(model);
        Index.change(folder, before -> swept(without(model, adopting(before, List.of(model.file())))),
                (before, after) -> {
                    for (Path it : unused(adopting(before, List.of(model.file())), after)) delete(it);
                });
    }

    /// The name may be that of another model by now.
    private Index without(InstalledModel model, Index index) throws ModelNotFoundException {
        ModelName name = ModelName.parse(model.name());
        if (index.find(name).filter(it -> it.files().contains(relative(model.file()))).isEmpty())
            throw new ModelNotFoundException("%s has just been replaced or removed".formatted(name));
        return index.without(name);
    }

    void requireOwn(InstalledModel model) {
        if (model.owner() != InstalledModel.Owner.PANALLAMA)
            throw new IllegalArgumentException("%s is not of this store, but %s: remove it there".formatted(
                    model.name(), switch (model.owner()) {
                        case USER -> "a file that was named";
                        case FOLDER -> "of whoever has put it into the folder %s".formatted(
                                Path.of(relative(model.file())).getParent());
                        case OLLAMA -> "of Ollama's";
                        case LM_STUDIO -> "of LM Studio's";
                        case HUB_CACHE -> "of the hub's cache";
                        case PANALLAMA -> "here";
                    }));
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
