package dev.panallama.runner.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// What a store remembers beside its files, in `models.json`: names, where models came from, how they are to be used, which licences
/// are accepted. Immutable; what is written replaces the file at once.
///
/// @param models by the time they were added
/// @param licenses when each licence was accepted, by its id
/// @param replaced files of the folder that no model has any more and that could not be deleted yet, and when each was written: a later
///     one in its place is another
record Index(List<Entry> models, Map<String, Instant> licenses, Map<String, Instant> replaced) {
    private static final String FILE = "models.json";
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(tools.jackson.databind.SerializationFeature.INDENT_OUTPUT)
            .build();

    /// A model with a name of its own.
    ///
    /// @param files its parts, below the store's folder or with their whole path
    /// @param source where it came from
    /// @param sha256 the hashes of the parts, as far as they are known
    record Entry(String name, List<String> files, Optional<String> source, List<String> sha256,
            ModelSettings settings) {
        Entry {
            files = List.copyOf(files);
            sha256 = List.copyOf(sha256);
        }

        /// Returns whose its files are: those that lie in a folder below the store's came from somewhere, or are somebody else's.
        InstalledModel.Owner owner() {
            boolean below = files.stream().allMatch(it -> Path.of(it).getNameCount() > 1 && !Path.of(it).isAbsolute());
            return source.isEmpty() && below ? InstalledModel.Owner.FOLDER : InstalledModel.Owner.PANALLAMA;
        }

        boolean isCalled(ModelName other) {
            return ModelName.parse(name).isSameAs(other);
        }

        /// Returns the files in a folder.
        List<Path> in(Path folder) {
            return files.stream().map(folder::resolve).toList();
        }
    }

    Index {
        models = List.copyOf(models);
        licenses = Map.copyOf(licenses);
        replaced = replaced == null ? Map.of() : Map.copyOf(replaced); // older files do not have them
    }

    /// Returns what a folder's file says.
    static Index of(Path folder) {
        Path file = folder.resolve(FILE);
        if (!Files.exists(file)) return new Index(List.of(), Map.of(), Map.of());
        try {
            return MAPPER.readValue(Files.readString(file), Index.class);
        } catch (JacksonException broken) {
            throw new UncheckedIOException(new IOException(
                    "%s cannot be read: mend it, or move it away (%s)".formatted(file, broken.getOriginalMessage())));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /// What is to be changed. It may throw if what is there does not allow it any more.
    interface Change {
        Index of(Index before) throws IOException;
    }

    /// What is done before a change counts and anybody else can make one. If it fails, all stays as it was.
    interface Consequence {
        void of(Index before, Index after) throws IOException;
    }

    /// Changes the file of a folder; one process at a time does.
    static void change(Path folder, Change change, Consequence consequence)
            throws IOException, InterruptedException {
        Files.createDirectories(folder);
        try (var _ = FetchLock.acquire(folder.resolve("." + FILE + ".lock"), () -> {})) {
            Index before = of(folder);
            Index after = change.of(before);
            Path fresh = folder.resolve(FILE + ".new");
            try {
                Files.write(fresh, MAPPER.writeValueAsString(after).getBytes(UTF_8)); // half a character becomes a "?"
                consequence.of(before, after);
                Files.move(fresh, folder.resolve(FILE), StandardCopyOption.ATOMIC_MOVE,
                        StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(fresh);
            }
        }
    }

    /// Returns the files of all models in a folder, and their adapters.
    Set<Path> files(Path folder) {
        return models.stream().flatMap(it -> Stream.concat(it.in(folder).stream(), it.settings().adapters().stream()))
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /// Whether a file is one that could not be deleted yet.
    boolean isReplaced(Path folder, Path file) {
        Instant written = replaced.get(folder.relativize(file).toString());
        return written != null && written(file).equals(Optional.of(written));
    }

    /// Returns when a file was written, if it is there.
    static Optional<Instant> written(Path file) {
        try {
            return Optional.of(Files.getLastModifiedTime(file).toInstant());
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    Optional<Entry> find(ModelName name) {
        return models.stream().filter(it -> it.isCalled(name)).findFirst();
    }

    /// Returns this index with a model, instead of one of the same name.
    Index with(Entry entry) {
        var all = new ArrayList<>(without(ModelName.parse(entry.name())).models);
        all.add(entry);
        return new Index(all, licenses, replaced);
    }

    /// Returns this index without a model.
    Index without(ModelName name) {
        return new Index(models.stream().filter(it -> !it.isCalled(name)).toList(), licenses, replaced);
    }

    /// Returns this index with a licence accepted.
    Index accepting(License license, Instant when) {
        var all = new TreeMap<>(licenses);
        all.put(license.id(), when);
        return new Index(models, all, replaced);
    }

    /// Returns this index with other files that are left over.
    Index leaving(Map<String, Instant> files) {
        return new Index(models, licenses, files);
    }
}
