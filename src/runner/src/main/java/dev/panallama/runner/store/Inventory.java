package dev.panallama.runner.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The models that are there: the files of the store's folder, and others that the user has named. What a request calls a
/// model is only compared with their names, and never becomes a path. Any thread may use it.
public final class Inventory {
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._/:-]{0,199}");
    private static final Pattern PART = Pattern.compile("(.+)-(\\d{5})-of-(\\d{5})");
    private static final String GGUF = ".gguf";
    private static final String LATEST = ":latest";

    private final Path folder;
    private final List<Path> others;

    /// Creates the inventory of a folder, which need not exist, and of some files.
    public Inventory(Path folder, List<Path> others) {
        this.folder = folder;
        this.others = List.copyOf(others);
    }

    /// Returns all models by their names, those that the user has named first.
    public List<InstalledModel> all() {
        var models = new ArrayList<InstalledModel>();
        others.forEach(it -> model(it).ifPresent(models::add));
        var kept = new TreeMap<String, InstalledModel>();
        for (Path it : kept()) model(it).ifPresent(found -> kept.put(found.name(), found));
        models.forEach(it -> kept.remove(it.name()));
        models.addAll(kept.values());
        return models;
    }

    /// Returns the models that the user has named, in the same order.
    ///
    /// @throws IllegalArgumentException if one is no whole model, or two have one name
    public List<InstalledModel> named() {
        var models = new ArrayList<InstalledModel>();
        for (Path it : others)
            models.add(model(it).orElseThrow(() -> new IllegalArgumentException(
                    "%s is no whole model: name the first of its parts, beside which the others lie".formatted(it))));
        long names = models.stream().map(InstalledModel::name).distinct().count();
        if (names < models.size()) throw new IllegalArgumentException("two of the models have the same name");
        return models;
    }

    /// Returns the model that a request means: `name`, or `name:latest`, in whatever case.
    ///
    /// @throws ModelNotFoundException if there is none
    public InstalledModel find(String requested) throws ModelNotFoundException {
        String name = requested.toLowerCase(Locale.ROOT);
        if (!NAME.matcher(name).matches()) throw new ModelNotFoundException("this is no name of a model");
        String plain = name.endsWith(LATEST) ? name.substring(0, name.length() - LATEST.length()) : name;
        return all().stream()
                .filter(it -> it.name().equals(plain))
                .findFirst()
                .orElseThrow(() -> new ModelNotFoundException(
                        "model \"%s\" is not there: fetch it first, or ask for one of these: %s".formatted(requested,
                                String.join(", ", all().stream().map(InstalledModel::name).toList()))));
    }

    private List<Path> kept() {
        if (!Files.isDirectory(folder)) return List.of();
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(it -> it.toString().endsWith(GGUF) && !isProjector(it))
                    .filter(Files::isRegularFile)
                    .sorted(Comparator.naturalOrder())
                    .toList();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static boolean isProjector(Path file) {
        return String.valueOf(file.getFileName()).startsWith("mmproj");
    }

    private static Optional<InstalledModel> model(Path file) {
        String fileName = String.valueOf(file.getFileName());
        String base = fileName.endsWith(GGUF) ? fileName.substring(0, fileName.length() - GGUF.length()) : fileName;
        Matcher part = PART.matcher(base);
        try {
            if (!part.matches()) return Optional.of(model(nameOf(fileName, base), file, List.of(file)));
            if (!part.group(2).equals("00001")) return Optional.empty();
            return Optional.of(model(nameOf(fileName, part.group(1)), file, parts(file, part)));
        } catch (IOException _) { // it is not whole, or went away meanwhile
            return Optional.empty();
        }
    }

    private static InstalledModel model(String name, Path file, List<Path> parts) throws IOException {
        long bytes = 0;
        for (Path it : parts) bytes += Files.size(it);
        return new InstalledModel(name, file, bytes, Files.getLastModifiedTime(file).toInstant());
    }

    private static List<Path> parts(Path first, Matcher name) {
        var parts = new ArrayList<Path>();
        int count = Integer.parseInt(name.group(3));
        for (int i = 1; i <= count; i++)
            parts.add(first.resolveSibling("%s-%05d-of-%s%s".formatted(name.group(1), i, name.group(3), GGUF)));
        return parts;
    }

    private static String nameOf(String fileName, String base) {
        return Catalog.ofFile(fileName)
                .map(KnownModel::name)
                .orElse(base.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9._-]", "-"));
    }
}
