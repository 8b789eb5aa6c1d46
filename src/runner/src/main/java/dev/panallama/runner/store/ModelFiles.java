package dev.panallama.runner.store;

import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The files of one model: a single one, or its parts in order, which are called `NAME-00001-of-00003.gguf` and so on. Immutable.
///
/// @param parts all of them, the first one first
public record ModelFiles(List<Path> parts) {
    private static final Pattern PART = Pattern.compile("(.+)-(\\d{5})-of-(\\d{5})");
    private static final String GGUF = ".gguf";

    /// Copies the list.
    public ModelFiles {
        parts = List.copyOf(parts);
    }

    /// Returns the model that a file is, or begins; empty if it is a later part, or no regular file, or some part is missing.
    static Optional<ModelFiles> of(Path file) {
        Matcher part = PART.matcher(base(file));
        if (!part.matches()) return whole(List.of(file));
        if (!part.group(2).equals("00001")) return Optional.empty();
        var parts = new ArrayList<Path>();
        int count = Integer.parseInt(part.group(3));
        String ending = String.valueOf(file.getFileName()).substring(part.end());
        for (int i = 1; i <= count; i++)
            parts.add(file.resolveSibling("%s-%05d-of-%s%s".formatted(part.group(1), i, part.group(3), ending)));
        return whole(parts);
    }

    private static Optional<ModelFiles> whole(List<Path> parts) {
        boolean there = !parts.isEmpty() && parts.stream().allMatch(Files::isRegularFile);
        return there ? Optional.of(new ModelFiles(parts)) : Optional.empty();
    }

    /// Returns the models of a folder.
    ///
    /// @param depth how many folders deep they may lie; 1 for the folder itself
    public static List<ModelFiles> below(Path folder, int depth) {
        return filesBelow(folder, depth).stream()
                .filter(ModelFiles::mayBeModel)
                .flatMap(it -> of(it).stream())
                .toList();
    }

    /// Returns the files of a folder in order. What cannot be read is left out.
    public static List<Path> filesBelow(Path folder, int depth) {
        if (!Files.isDirectory(folder)) return List.of();
        var files = new ArrayList<Path>();
        try {
            Files.walkFileTree(folder, Set.of(FileVisitOption.FOLLOW_LINKS), depth, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    if (attributes.isRegularFile()) files.add(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException failure) {
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure) {
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException _) { // the folder itself
            return List.of();
        }
        files.sort(Comparator.naturalOrder());
        return files;
    }

    /// Whether a file's name is that of a model; `mmproj` begins that of a projector for pictures, which is none by itself.
    private static boolean mayBeModel(Path file) {
        String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
        return name.endsWith(GGUF) && !name.startsWith("mmproj");
    }

    /// Returns the first file, by which the model is loaded.
    public Path first() {
        return parts.getFirst();
    }

    /// Returns the name of the first file without its ending and the number of the part.
    public String title() {
        String base = base(first());
        Matcher part = PART.matcher(base);
        return part.matches() ? part.group(1) : base;
    }

    private static String base(Path file) {
        String name = String.valueOf(file.getFileName());
        return name.toLowerCase(Locale.ROOT).endsWith(GGUF) ? name.substring(0, name.length() - GGUF.length()) : name;
    }

    /// Returns the model as one of somebody's; empty if it has gone meanwhile.
    public Optional<InstalledModel> installed(ModelName name, ModelSettings settings, InstalledModel.Owner owner) {
        try {
            long bytes = 0;
            for (Path it : parts) bytes += Files.size(it);
            Instant modified = Files.getLastModifiedTime(first()).toInstant();
            return Optional.of(new InstalledModel(name.toString(), first(), bytes, modified, settings, owner));
        } catch (IOException _) {
            return Optional.empty();
        }
    }
}
