package dev.panallama.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// A case as a file: the name of its target, then a step a line. Lines that begin with `#` say what it was.
record StoredCase(String target, List<Step> steps) {
    static StoredCase read(Path file) throws IOException {
        List<String> lines = Files.readAllLines(file).stream().filter(it -> !it.startsWith("#")).toList();
        return new StoredCase(lines.getFirst(), lines.stream().skip(1).map(Step::parse).toList());
    }

    void write(Path file, String remark) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.write(file, Stream.concat(Stream.of("# " + remark, target), steps.stream().map(Step::toString)).toList());
    }
}
