package dev.panallama.runner.store;

import dev.panallama.error.GgufException;
import dev.panallama.gguf.Gguf;
import dev.panallama.runner.console.Progress;
import dev.panallama.runner.download.Download;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// Fetches one file of a model. Serves one thread.
///
/// @param target where it belongs
record FileFetch(Library library, PullListener listener, Release release, RemoteFile file, Path target) {
    private static final int DIGITS = 8;

    /// Returns the hash of the file if it is there; empty if it is missing or another one. One that was fetched and noted is believed,
    /// what lies there otherwise is read.
    Optional<String> known() throws IOException {
        boolean unknown = file.bytes().isEmpty() && file.sha256().isEmpty(); // it may have changed
        if (unknown || !file.isAt(target)) return Optional.empty();
        String path = path();
        Optional<String> noted = library.store().index().models().stream()
                .filter(it -> it.files().contains(path) && it.sha256().size() == it.files().size())
                .map(it -> it.sha256().get(it.files().indexOf(path)))
                .findFirst();
        Optional<String> hash = noted.isPresent() || file.sha256().isEmpty() ? noted : Optional.of(hash(target));
        return hash.filter(it -> file.sha256().isEmpty() || file.sha256().get().equals(it));
    }

    private String path() {
        return library.store().relative(target);
    }

    private String hash(Path of) throws IOException {
        try (Progress progress = listener.verifies(file)) {
            return Sha256.of(of, progress);
        }
    }

    /// Whether an older file lies there, or another one, that another model has, or somebody who has put it into the release's folder.
    boolean isAnothers() throws IOException {
        if (!Files.exists(target)) return false;
        List<Index.Entry> having = library.store().index().models().stream()
                .filter(it -> it.files().contains(path()))
                .toList();
        boolean somebodys = having.isEmpty() && !release.folder().isEmpty();
        return (somebodys || !having.stream().allMatch(this::isOurs)) && known().isEmpty();
    }

    private boolean isOurs(Index.Entry entry) {
        return entry.isCalled(release.name()) && entry.owner() == InstalledModel.Owner.PANALLAMA;
    }

    /// Returns what tells the file from others of its name.
    String digits() {
        return file.sha256().map(it -> it.substring(0, DIGITS)).orElseThrow(() -> new IllegalArgumentException(
                "there is another file %s here already, which would be replaced: remove it, or the model that has it, first"
                        .formatted(path())));
    }

    /// Returns how many bytes are to come, 0 if that is not known.
    long missing() throws IOException {
        Path partial = partial();
        long there = Files.exists(partial) ? Files.size(partial) : 0;
        return Math.max(0, file.bytes().orElse(0) - there);
    }

    private Path partial() {
        return target.resolveSibling(target.getFileName() + ".part");
    }

    /// Fetches the file from the first place that has it.
    ///
    /// @return its hash
    String fetch() throws IOException, InterruptedException {
        requireOurs();
        var problems = new ArrayList<String>();
        for (Source source : file.sources()) {
            try {
                return fetch(source);
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

    /// What somebody has put among the models is his.
    private void requireOurs() {
        boolean noted = library.store().index().models().stream().anyMatch(it -> it.files().contains(path()));
        if (Files.exists(target) && !noted && release.folder().isEmpty())
            throw new IllegalArgumentException(
                    "there is another file %s in the folder of models already: remove it, or give it another name"
                            .formatted(file.fileName()));
    }

    private String fetch(Source source) throws IOException, InterruptedException {
        Path partial = partial();
        try (Progress progress = listener.fetches(file)) {
            source.download(partial, progress);
        }
        String hash = hash(partial);
        Optional<License> license;
        try {
            file.verify(partial, hash);
            license = license(partial);
        } catch (IOException wrong) {
            Download.forget(partial);
            throw wrong;
        }
        library.accept(release.name(), license, listener); // if it is refused, what has come stays for the next time
        Download.finish(partial, target);
        return hash;
    }

    /// A file of which nothing is known has to be a model at least: servers answer with pages, too.
    private Optional<License> license(Path partial) throws IOException {
        try {
            return License.of(Gguf.read(partial));
        } catch (GgufException wrong) {
            if (file.sha256().isEmpty())
                throw new IOException("what came is no model: it is no GGUF file, or a damaged one", wrong);
            return Optional.empty(); // loading it will say what is wrong
        }
    }

    private static String reason(IOException e) {
        if (e instanceof FileSystemException it) // whose message has the path
            return "a file cannot be written here: "
                    + Objects.requireNonNullElse(it.getReason(), it.getClass().getSimpleName());
        return e.getMessage() != null ? e.getMessage() : e.getClass().getSimpleName();
    }
}
