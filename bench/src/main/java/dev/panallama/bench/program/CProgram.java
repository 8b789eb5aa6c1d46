package dev.panallama.bench.program;

import dev.panallama.bench.place.Libraries;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// `baseline.c`, compiled by `cc` against the headers of the pinned source and linked to given libraries. Immutable.
///
/// @param file the program
/// @param libraries what it is linked to
public record CProgram(Path file, Libraries libraries) {
    /// Compiles it into a folder.
    ///
    /// @param source of llama.cpp, whose headers it includes
    public static CProgram compile(Path source, Libraries libraries, Path folder) throws IOException {
        Path code = folder.resolve("baseline.c");
        try (var in = CProgram.class.getResourceAsStream("/dev/panallama/bench/baseline/baseline.c")) {
            if (in == null) throw new IOException("baseline.c is not on the class path: build bench by Maven");
            Files.write(code, in.readAllBytes());
        }
        Path file = folder.resolve("baseline");
        var command = new ArrayList<>(List.of("cc", "-O3", "-o", file.toString(), code.toString()));
        Stream.of("include", "ggml/include").forEach(it -> command.add("-I" + source.resolve(it)));
        libraries.files().reversed().forEach(it -> command.add(it.toString()));
        command.add("-Wl,-rpath," + libraries.folder());
        compile(command);
        return new CProgram(file, libraries);
    }

    private static void compile(List<String> command) throws IOException {
        try {
            int exit = new ProcessBuilder(command).inheritIO().start().waitFor();
            if (exit != 0) throw new IOException("exit code %d of %s".formatted(exit, command));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("the C compiler was not waited for", interrupted);
        }
    }

    /// Returns the command that starts it.
    public List<String> command(Setting setting) {
        if (setting.threads() < 1)
            throw new IllegalArgumentException(
                    "threads is %d: a C program needs 1 or more".formatted(setting.threads()));
        var command = new ArrayList<>(List.of(file.toString(), libraries.folder().toString()));
        command.addAll(setting.arguments());
        return command;
    }
}
