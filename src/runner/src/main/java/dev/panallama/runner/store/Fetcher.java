package dev.panallama.runner.store;

import dev.panallama.error.GgufException;
import dev.panallama.gguf.Gguf;
import dev.panallama.runner.console.Progress;
import dev.panallama.runner.console.Spelling;
import dev.panallama.runner.download.Download;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

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
        Optional<InstalledModel> there = asWritten(reference)
                .flatMap(library.inventory()::find)
                .or(() -> library.inventory().find(name(reference)));
        return there.isPresent() ? there.get() : pull(reference);
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
    static ModelName name(ModelReference reference) {
        return switch (reference) {
            case ModelReference.Named(ModelName name) -> name;
            case ModelReference.OnHub(HubName name) -> name.modelName();
            case ModelReference.OnWeb it -> new ModelName(
                    host(it) + "/" + ModelName.like(fileName(it).replaceFirst("(?i)\\.gguf$", "")).base(),
                    ModelName.LATEST);
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

    private static Release release(ModelReference reference, Hub hub) throws IOException, InterruptedException {
        return switch (reference) {
            case ModelReference.Named(ModelName name) -> {
                Optional<Release> known = Catalog.release(name);
                if (known.isPresent()) yield known.get();
                yield hub.find(Catalog.onHub(name).orElseThrow(() -> unknown(name)), name);
            }
            case ModelReference.OnHub(HubName name) -> hub.find(name, name.modelName());
            case ModelReference.OnWeb it -> ofWeb(it);
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

    private static Release ofWeb(ModelReference.OnWeb it) {
        var source = new WebFile(it.uri(), OptionalLong.empty(), Optional.empty());
        return new Release(name(it), "a file of %s, licence unknown".formatted(host(it)), Optional.empty(), host(it),
                it.uri().toString(), List.of(
                        new RemoteFile(fileName(it), OptionalLong.empty(), Optional.empty(), List.of(source))));
    }

    private static String host(ModelReference.OnWeb it) {
        return ModelName.like(String.valueOf(it.uri().getHost())).base();
    }

    private static String fileName(ModelReference.OnWeb it) {
        String path = String.valueOf(it.uri().getPath());
        String name = path.substring(path.lastIndexOf('/') + 1);
        if (!name.toLowerCase(Locale.ROOT).endsWith(".gguf"))
            throw new IllegalArgumentException("%s is no GGUF file: its name does not end so".formatted(it.uri()));
        return name;
    }

    InstalledModel fetch(Release release) throws IOException, InterruptedException {
        Path folder = library.store().folder().resolve(release.folder());
        Files.createDirectories(folder);
        requireSameSource(release);
        library.accept(release.name(), release.license(), listener);
        listener.begins();
        String first = ModelName.like(release.folder() + "-" + release.files().getFirst().fileName()).base();
        try (var _ = FetchLock.acquire(library.store().folder().resolve("." + first + ".lock"),
                () -> listener.says("another process fetches %s: waiting for it".formatted(release.name())))) {
            var hashes = new ArrayList<String>();
            for (RemoteFile it : release.files()) fetch(release, it, folder.resolve(it.fileName()), hashes);
            record(release, folder, hashes);
        }
        return library.noted(release.name());
    }

    /// What somebody else has given this name is not his any more otherwise.
    private void requireSameSource(Release release) {
        Optional<String> source = library.store().index().find(release.name()).flatMap(Index.Entry::source);
        if (source.filter(it -> !it.equals(release.source())).isPresent())
            throw new IllegalArgumentException("there is a model %s that came from %s: remove it first"
                    .formatted(release.name(), source.get()));
    }

    private void record(Release release, Path folder, List<String> hashes) throws IOException, InterruptedException {
        listener.records();
        List<String> files = release.files().stream()
                .map(it -> library.store().relative(folder.resolve(it.fileName())))
                .toList();
        library.store().add(new Index.Entry(release.name().toString(), files, Optional.of(release.source()), hashes,
                ModelSettings.NONE));
    }

    private void fetch(Release release, RemoteFile file, Path target, List<String> hashes)
            throws IOException, InterruptedException {
        Optional<String> known = known(file, target);
        if (known.isEmpty() && hashes.isEmpty())
            listener.says("%s is %s".formatted(release.name(), release.terms()));
        hashes.add(known.isPresent() ? known.get() : fetch(release, file, target));
    }

    /// Returns the hash of a file that is there; empty if it is missing or another one.
    private Optional<String> known(RemoteFile file, Path target) throws IOException {
        boolean unknown = file.bytes().isEmpty() && file.sha256().isEmpty(); // it may have changed
        if (unknown || !file.isAt(target)) return Optional.empty();
        String path = library.store().relative(target);
        List<String> noted = library.store().index().models().stream()
                .filter(it -> it.files().indexOf(path) >= 0 && it.sha256().size() == it.files().size())
                .map(it -> it.sha256().get(it.files().indexOf(path)))
                .toList();
        if (Catalog.ofFile(file.fileName()).isPresent()) return file.sha256();
        return noted.stream().filter(it -> file.sha256().isEmpty() || file.sha256().get().equals(it)).findFirst();
    }

    private String fetch(Release release, RemoteFile file, Path target) throws IOException, InterruptedException {
        var problems = new ArrayList<String>();
        for (Source source : file.sources()) {
            try {
                return fetch(release, file, source, target);
            } catch (LicenseException refused) {
                throw refused;
            } catch (ClosedByInterruptException _) {
                boolean _ = Thread.interrupted(); // the exception says so from here on
                throw new InterruptedException("the thread that fetches was interrupted");
            } catch (IOException e) {
                problems.add("%s: %s".formatted(source, reason(e)));
            }
        }
        throw new FetchException(file, problems);
    }

    private String fetch(Release release, RemoteFile file, Source source, Path target)
            throws IOException, InterruptedException {
        Path partial = target.resolveSibling(target.getFileName() + ".part");
        try (Progress progress = listener.fetches(file)) {
            source.download(partial, progress);
        }
        String hash;
        try (Progress progress = listener.verifies(file)) {
            hash = Sha256.of(partial, progress);
        }
        try {
            file.verify(partial, hash);
        } catch (IOException wrong) {
            Download.forget(partial);
            throw wrong;
        }
        library.accept(release.name(), license(partial), listener); // if it is refused, what has come stays for the next time
        Download.finish(partial, target);
        return hash;
    }

    private static Optional<License> license(Path file) throws IOException {
        try {
            return License.of(Gguf.read(file));
        } catch (GgufException _) { // loading it will say what is wrong
            return Optional.empty();
        }
    }

    private static String reason(IOException e) {
        if (e instanceof ConnectException) return "no connection";
        if (e instanceof FileSystemException it) // whose message has the path
            return "a file cannot be written here: "
                    + Objects.requireNonNullElse(it.getReason(), it.getClass().getSimpleName());
        return e.getMessage() != null ? e.getMessage() : e.getClass().getSimpleName();
    }
}
