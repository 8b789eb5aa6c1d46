package dev.panallama.runner.store;

import dev.panallama.runner.console.Spelling;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Finds the model that a user means, and fetches it if it is missing. Serves one thread; several, and several processes, may have one
/// each for the same store.
///
/// @param library what is there, and what can be had
/// @param listener hears what happens
public record Fetcher(Library library, PullListener listener) {
    /// Returns a model, after fetching it if it is missing.
    ///
    /// @throws ModelNotFoundException if there is no such model
    /// @throws IOException if it cannot be fetched
    public InstalledModel locate(ModelReference reference) throws IOException, InterruptedException {
        if (reference instanceof ModelReference.LocalFile(Path path)) return existing(path);
        Optional<InstalledModel> there = reference instanceof ModelReference.OnWeb web
                ? web().fetched(web).flatMap(library.inventory()::find)
                : asWritten(reference)
                        .flatMap(library.inventory()::find)
                        .or(() -> library.inventory().find(name(reference)));
        return there.isPresent() ? there.get() : pull(reference);
    }

    private WebModels web() {
        return new WebModels(library.store());
    }

    /// A name with a slash in it may be one of this machine as well.
    private static Optional<ModelName> asWritten(ModelReference reference) {
        return reference instanceof ModelReference.OnHub(HubName name)
                ? Optional.of(new ModelName(name.user() + "/" + name.repository(),
                        name.variant().orElse(ModelName.LATEST)))
                : Optional.empty();
    }

    /// Returns what a model is called here.
    ///
    /// @throws IllegalArgumentException if it is a file, which has no name
    private ModelName name(ModelReference reference) {
        return switch (reference) {
            case ModelReference.Named(ModelName name) -> name;
            case ModelReference.OnHub(HubName name) -> name.modelName();
            case ModelReference.OnWeb it -> web().name(it);
            case ModelReference.LocalFile(Path path) -> throw new IllegalArgumentException(
                    "%s is a file on this machine: panallama import gives it a name".formatted(path));
        };
    }

    private static InstalledModel existing(Path path) throws ModelNotFoundException {
        List<ModelFiles> models = Files.isDirectory(path)
                ? ModelFiles.below(path, 2)
                : ModelFiles.of(path).stream().toList();
        if (models.size() == 1)
            return models.getFirst()
                    .installed(NamedFiles.name(models.getFirst()), ModelSettings.NONE, InstalledModel.Owner.USER)
                    .orElseThrow(() -> new ModelNotFoundException(path + " has just gone"));
        throw new ModelNotFoundException("""
                %s %s; give the path of a GGUF file, a name of the hub such as user/repository:Q4_K_M,
                or one of these names: %s.
                To begin a prompt with such a word, name the model before it.""".formatted(path, what(path, models),
                Catalog.names()));
    }

    private static String what(Path path, List<ModelFiles> inside) {
        if (!Files.exists(path)) return "does not exist";
        if (Files.isRegularFile(path)) return "is one part of a model, of which the others or the first are missing";
        if (!Files.isDirectory(path)) return "is not a file";
        return inside.isEmpty() ? "is a folder without models" : "is a folder with %d models".formatted(inside.size());
    }

    /// Fetches a model, also if one of its name is there: what has not changed is not fetched again.
    ///
    /// @throws ModelNotFoundException if there is no such model
    /// @throws LicenseException if its licence is not accepted
    /// @throws IOException if it cannot be fetched
    public InstalledModel pull(ModelReference reference) throws IOException, InterruptedException {
        ModelName name = name(reference);
        if (library.hub().isEmpty())
            throw new ModelNotFoundException("%s is not there, and nothing is to be fetched (%s is set)"
                    .formatted(name, DataFolder.OFFLINE_VARIABLE));
        return fetch(release(reference, library.hub().get()));
    }

    private Release release(ModelReference reference, Hub hub) throws IOException, InterruptedException {
        return switch (reference) {
            case ModelReference.Named(ModelName name) -> {
                Optional<Release> known = Catalog.release(name);
                if (known.isPresent()) yield known.get();
                yield hub.find(Catalog.onHub(name).orElseThrow(() -> unknown(name)), name);
            }
            case ModelReference.OnHub(HubName name) -> hub.find(name, name.modelName());
            case ModelReference.OnWeb it -> web().release(it);
            case ModelReference.LocalFile(Path path) -> throw new IllegalArgumentException(path + " is a file already");
        };
    }

    private static ModelNotFoundException unknown(ModelName name) {
        List<String> known = List.of(Catalog.names().split(", "));
        String question = Spelling.question(name.toString(), known);
        return new ModelNotFoundException("there is no model %s here%s".formatted(name, !question.isEmpty()
                ? question
                : "; give a name of the hub such as user/repository:Q4_K_M, or one of these: "
                        + String.join(", ", known)));
    }

    InstalledModel fetch(Release release) throws IOException, InterruptedException {
        requireSameSource(library.store().index(), release);
        library.accept(release.name(), release.license(), listener);
        listener.begins();
        Files.createDirectories(library.store().folder());
        String first = ModelName.like(release.folder() + "-" + release.files().getFirst().fileName()).base();
        try (var _ = FetchLock.acquire(library.store().folder().resolve("." + first + ".lock"),
                () -> listener.says("another process fetches %s: waiting for it".formatted(release.name())))) {
            requireSameSource(library.store().index(), release); // somebody may have fetched meanwhile
            List<FileFetch> files = files(release);
            record(release, files, hashes(release, files));
        }
        return library.noted(release.name());
    }

    /// What somebody else has given this name is not his any more otherwise.
    private void requireSameSource(Index index, Release release) {
        for (InstalledModel it : library.store().all(index)) {
            if (!it.isCalled(release.name())) continue;
            Optional<String> source = index.find(release.name()).flatMap(Index.Entry::source);
            if (!release.isFrom(source) && (source.isPresent() || !isUsual(it.file(), release)))
                throw new IllegalArgumentException("there is a model %s that came from %s: remove it first"
                        .formatted(release.name(), source.orElse("somebody here")));
        }
    }

    /// Whether a file is where the release's would lie, or in the folder beside it.
    private boolean isUsual(Path file, Release release) {
        Path folder = library.store().folder().resolve(release.folder());
        Path usual = folder.resolve(release.files().getFirst().fileName());
        boolean beside = !release.folder().isEmpty() && file.startsWith(folder);
        return file.equals(usual) || (beside && file.endsWith(usual.getFileName()));
    }

    /// Returns what fetches the files. Older ones that another model has stay where they are.
    private List<FileFetch> files(Release release) throws IOException {
        Path folder = library.store().folder().resolve(release.folder());
        List<FileFetch> files = files(release, folder);
        for (FileFetch it : files) if (it.isAnothers()) return files(release, folder.resolve(it.digits()));
        return files;
    }

    private List<FileFetch> files(Release release, Path folder) {
        return release.files().stream()
                .map(it -> new FileFetch(library, listener, release, it, folder.resolve(it.fileName())))
                .toList();
    }

    private List<String> hashes(Release release, List<FileFetch> files) throws IOException, InterruptedException {
        var known = new ArrayList<Optional<String>>();
        for (FileFetch it : files) known.add(it.known());
        if (known.stream().anyMatch(Optional::isEmpty)) {
            listener.says("%s is %s".formatted(release.name(), release.terms()));
            Files.createDirectories(files.getFirst().target().resolveSibling(""));
            requireRoom(files, known);
        }
        var hashes = new ArrayList<String>();
        for (int i = 0; i < files.size(); i++)
            hashes.add(known.get(i).isPresent() ? known.get(i).get() : files.get(i).fetch());
        return hashes;
    }

    /// Each file looks for room itself; where there are several, all are to fit.
    private static void requireRoom(List<FileFetch> files, List<Optional<String>> known) throws IOException {
        long missing = 0;
        for (int i = 0; i < files.size(); i++) if (known.get(i).isEmpty()) missing += files.get(i).missing();
        Blobs.requireRoom(files.getFirst().target().toAbsolutePath().resolveSibling(""), missing);
    }

    private void record(Release release, List<FileFetch> files, List<String> hashes)
            throws IOException, InterruptedException {
        listener.records();
        List<String> paths = files.stream().map(it -> library.store().relative(it.target())).toList();
        var entry = new Index.Entry(release.name().toString(), paths, Optional.of(release.source()), hashes,
                ModelSettings.NONE);
        library.store().add(entry, it -> requireSameSource(it, release));
    }
}
