package dev.panallama;

import dev.panallama.internal.natives.LibraryLoader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A program of `src/test/c`, compiled against the bundled libraries.
final class CProgram {
    /// What it says of one prompt.
    record Run(List<Integer> tokens, int promptTokens, double promptMillis, double generationMillis) {}

    private final Path executable;
    private final Path libraries;

    /// Compiles `generate.c` into `folder`.
    CProgram(Path folder) throws IOException, InterruptedException {
        this(folder, "generate");
    }

    /// Compiles a program into `folder`.
    CProgram(Path folder, String name) throws IOException, InterruptedException {
        executable = folder.resolve(name);
        libraries = LibraryLoader.load().directory();
        Path source = LlamaSource.root();
        var command = new ArrayList<>(List.of("cc", "-O2", "-Wall", "-Werror", "src/test/c/" + name + ".c"));
        command.addAll(List.of("-I" + source.resolve("include"), "-I" + source.resolve("ggml/include")));
        for (Path library : LibraryLoader.load().loadOrder().reversed()) command.add(library.toString());
        command.addAll(List.of("-lm", "-Wl,-rpath," + libraries, "-o", executable.toString()));
        output(command);
    }

    /// Generates from each prompt.
    ///
    /// @param kind `greedy`, or `random` for top-k 40, top-p 0.95, temperature 0.8 and seed 42
    List<Run> generate(Path model, String kind, int tokens, List<String> prompts)
            throws IOException, InterruptedException {
        var command = new ArrayList<>(
                List.of(executable.toString(), libraries.toString(), model.toString(), kind, "" + tokens));
        for (String prompt : prompts) command.add(file(prompt));
        return output(command).lines().map(CProgram::parse).toList();
    }

    /// Draws from rows of logits, by `sample.c`, with each of some chains.
    List<List<Integer>> sample(Path model, Path logits, int draws, List<String> chains)
            throws IOException, InterruptedException {
        var command = new ArrayList<>(
                List.of(executable.toString(), libraries.toString(), model.toString(), logits.toString(), "" + draws));
        command.addAll(chains);
        return output(command).lines().map(CProgram::ids).toList();
    }

    /// Returns the bits of the logits after each prompt, by `logits.c`.
    List<int[]> logits(Path model, List<String> prompts) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(executable.toString(), libraries.toString(), model.toString()));
        for (String prompt : prompts) command.add(file(prompt));
        return output(command).lines().map(CProgram::bits).toList();
    }

    private static int[] bits(String line) {
        return Arrays.stream(line.trim().split(" ")).mapToInt(it -> Integer.parseUnsignedInt(it, 16)).toArray();
    }

    private String file(String prompt) throws IOException {
        Path file = Files.createTempFile(executable.getParent(), "prompt", ".txt");
        return Files.writeString(file, prompt).toString();
    }

    private static List<Integer> ids(String line) {
        if (line.isBlank()) return List.of();
        return Arrays.stream(line.trim().split(" ")).map(Integer::valueOf).toList();
    }

    private static Run parse(String line) {
        String[] parts = line.split("#");
        String[] numbers = parts[1].trim().split(" ");
        return new Run(
                ids(parts[0]),
                Integer.parseInt(numbers[0]),
                Long.parseLong(numbers[1]) / 1e3,
                Long.parseLong(numbers[3]) / 1e3);
    }

    private static String output(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String output = new String(process.getInputStream().readAllBytes());
        if (process.waitFor() != 0) throw new AssertionError("failed: " + command);
        return output;
    }
}
