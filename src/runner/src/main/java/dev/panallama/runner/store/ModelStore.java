package dev.panallama.runner.store;

import dev.panallama.runner.console.Notices;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;

/// The folder that keeps fetched models. Several processes may use one folder; an object serves one thread.
public final class ModelStore {
    private static final double MEGABYTE = 1e6;

    private final Path folder;
    private final boolean online;
    private final Notices notices;

    /// Creates the store of a folder, which need not exist.
    ///
    /// @param online whether models that are missing are fetched
    public ModelStore(Path folder, boolean online, Notices notices) {
        this.folder = folder;
        this.online = online;
        this.notices = notices;
    }

    /// Returns the file of a model, after fetching it if it is one with a name and not there yet.
    ///
    /// @throws ModelNotFoundException if there is no such file
    /// @throws IOException if it cannot be fetched
    public Path locate(ModelReference reference) throws IOException, InterruptedException {
        return switch (reference) {
            case ModelReference.Named(KnownModel model) -> locate(model);
            case ModelReference.LocalFile(Path path) -> existing(path);
        };
    }

    private static Path existing(Path path) throws ModelNotFoundException {
        if (Files.isRegularFile(path)) return path;
        throw new ModelNotFoundException("""
                %s %s; give the path of a GGUF file or one of these names: %s.
                To begin a prompt with such a word, name the model before it."""
                .formatted(path, Files.exists(path) ? "is not a file" : "does not exist", Catalog.names()));
    }

    private Path locate(KnownModel model) throws IOException, InterruptedException {
        Path file = folder.resolve(model.fileName());
        if (model.isAt(file)) return file;
        if (!online)
            throw new ModelNotFoundException(
                    "%s is not in %s, and nothing is to be fetched".formatted(model.name(), folder));
        Files.createDirectories(folder);
        Path lock = folder.resolve("." + model.fileName() + ".lock");
        try (var _ = FetchLock.acquire(lock,
                () -> notices.say("another process fetches %s: waiting for it".formatted(model.name())))) {
            if (!model.isAt(file)) fetch(model, file);
            return file;
        }
    }

    private void fetch(KnownModel model, Path file) throws IOException, InterruptedException {
        notices.say("%s is %s".formatted(model.name(), model.terms()));
        var problems = new ArrayList<String>();
        for (Source source : model.sources()) {
            try {
                fetch(model, source, file);
                return;
            } catch (IOException e) {
                problems.add("%s: %s".formatted(source, reason(e)));
            }
        }
        throw new IOException(failure(model, file, String.join("\n  ", problems)));
    }

    private void fetch(KnownModel model, Source source, Path file) throws IOException, InterruptedException {
        Path partial = file.resolveSibling(file.getFileName() + ".part");
        requireRoom(model.bytes() + source.scratchBytes());
        try (var progress = notices.progress("fetching " + model.name(), source.bytes())) {
            source.download(partial, progress);
        }
        try {
            model.verify(partial);
        } catch (IOException e) {
            Files.deleteIfExists(partial);
            throw e;
        }
        Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private void requireRoom(long bytes) throws IOException {
        long free = Files.getFileStore(folder).getUsableSpace();
        if (free < bytes)
            throw new IOException(
                    "needs %.0f MB of disk where %.0f MB are free".formatted(bytes / MEGABYTE, free / MEGABYTE));
    }

    private static String reason(IOException e) {
        if (e instanceof ConnectException) return "no connection";
        return e.getMessage() != null ? e.getMessage() : e.getClass().getSimpleName();
    }

    private static String failure(KnownModel model, Path file, String problems) {
        return """
                could not fetch %s
                  %s
                Run again when that is mended (%s names another folder), or put the file there yourself:
                  %s""".formatted(model.name(), problems, DataFolder.MODELS_VARIABLE, file);
    }
}
