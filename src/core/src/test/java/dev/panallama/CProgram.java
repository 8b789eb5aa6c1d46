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
    /// @param kinds `greedy`, `random` for top-k 40, top-p 0.95, temperature 0.8 and seed 42, or both with a `+` between them
    /// @return a run for each prompt and each kind
    List<Run> generate(Path model, String kinds, int tokens, List<String> prompts)
            throws IOException, InterruptedException {
        var command = new ArrayList<>(
                List.of(executable.toString(), libraries.toString(), model.toString(), kinds, "" + tokens));
        command.addAll(files(prompts));
        return output(command).lines().map(CProgram::parse).toList();
    }

    /// Computes the logits of the last token of each prompt, by `logits.c`.
    ///
    /// @param attention `auto`, or `off` for no flash attention
    List<float[]> logits(Path model, String attention, List<String> prompts) throws IOException, InterruptedException {
        return rows(model, attention, prompts);
    }

    /// Computes the vector of each text, by `embed.c`.
    ///
    /// @param pooling `none` for that of the last token, `mean`, `cls` or `last`
    List<float[]> embed(Path model, String pooling, List<String> texts) throws IOException, InterruptedException {
        return rows(model, pooling, texts);
    }

    private List<float[]> rows(Path model, String option, List<String> prompts)
            throws IOException, InterruptedException {
        var command = new ArrayList<>(
                List.of(executable.toString(), libraries.toString(), model.toString(), option));
        command.addAll(files(prompts));
        return output(command).lines().map(CProgram::floats).toList();
    }

    private List<String> files(List<String> prompts) throws IOException {
        var files = new ArrayList<String>();
        for (String prompt : prompts) {
            Path file = Files.createTempFile(executable.getParent(), "prompt", ".txt");
            files.add(Files.writeString(file, prompt).toString());
        }
        return files;
    }

    private static float[] floats(String line) {
        String[] bits = line.trim().split(" ");
        var floats = new float[bits.length];
        for (int i = 0; i < bits.length; i++) floats[i] = Float.intBitsToFloat(Integer.parseUnsignedInt(bits[i], 16));
        return floats;
    }

    /// Draws from rows of logits, by `sample.c`, with each of some chains.
    List<List<Integer>> sample(Path model, Path logits, int draws, List<String> chains)
            throws IOException, InterruptedException {
        var command = new ArrayList<>(
                List.of(executable.toString(), libraries.toString(), model.toString(), logits.toString(), "" + draws));
        command.addAll(chains);
        return output(command).lines().map(CProgram::ids).toList();
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
                Integer.parseInt(numbers[2]),
                Long.parseLong(numbers[3]) / 1e3,
                Long.parseLong(numbers[1]) / 1e3);
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
