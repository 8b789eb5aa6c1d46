package dev.panallama.internal.load;

import dev.panallama.error.ModelLoadException;
import dev.panallama.gguf.Gguf;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/// Finds the parts of a model that is split over several files, and sees to it that they belong together.
public final class SplitFiles {
    /// How llama.cpp names parts (`llama_split_path`): five digits or more. Others write the ending in capitals.
    private static final Pattern NAME = Pattern.compile("(.*)-(\\d{5,9})-of-(\\d{5,9})(\\.(?i:gguf))");

    private static final int MOST_PARTS = 0xffff; // split.count is a UINT16

    private SplitFiles() {}

    /// Returns the parts that the name of the first tells of, or the file alone if it is no such name.
    ///
    /// @throws ModelLoadException if the file is not the first part, or a part is missing
    public static List<Path> of(Path file) {
        Matcher name = NAME.matcher(String.valueOf(file.getFileName()));
        if (!name.matches() || !Files.exists(file)) return List.of(file);
        int number = Integer.parseInt(name.group(2));
        int count = Integer.parseInt(name.group(3));
        if (count <= 1 || count > MOST_PARTS) return List.of(file);
        if (number != 1)
            throw refusal(file, "it is part %d of %d: load %s".formatted(number, count, part(name, 1)));
        return IntStream.rangeClosed(1, count).mapToObj(i -> existing(file, part(name, i), i, count)).toList();
    }

    private static String part(Matcher name, int number) {
        return "%s-%05d-of-%s%s".formatted(name.group(1), number, name.group(3), name.group(4));
    }

    private static Path existing(Path first, String name, int number, int count) {
        Path part = first.resolveSibling(name);
        if (!Files.exists(part))
            throw refusal(first, "part %d of %d is missing: put %s beside it".formatted(number, count, name));
        return part;
    }

    /// Checks that files are the parts of one model, in order.
    ///
    /// @throws ModelLoadException if one is not
    static void check(List<Path> files, List<Gguf> headers) {
        long count = headers.getFirst().whole("split.count").orElse(0);
        if (files.size() != count)
            throw refusal(files.getFirst(), "it says that it is one of %d parts, and %d are given: give all, in order"
                    .formatted(count, files.size()));
        long tensors = headers.getFirst().whole("split.tensors.count").orElse(-1);
        var faults = new ArrayList<String>();
        for (int i = 0; i < files.size(); i++) {
            Gguf it = headers.get(i);
            if (it.whole("split.no").orElse(-1) != i || it.whole("split.count").orElse(0) != count
                    || it.whole("split.tensors.count").orElse(-1) != tensors)
                faults.add(files.get(i).getFileName() + " is not part " + (i + 1));
        }
        long found = headers.stream().mapToLong(it -> it.tensors().size()).sum();
        if (faults.isEmpty() && found != tensors)
            faults.add("they have %,d tensors, not %,d".formatted(found, tensors));
        if (!faults.isEmpty())
            throw refusal(files.getFirst(), "the parts are not of one model: %s; fetch them again"
                    .formatted(String.join(", ", faults)));
    }

    private static ModelLoadException refusal(Path file, String reason) {
        return new ModelLoadException("cannot load %s: %s".formatted(file, reason), List.of());
    }
}
