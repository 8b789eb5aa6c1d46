package dev.panallama;

import dev.panallama.internal.natives.LibraryLoader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A command-line program of llama.cpp's own, built once per user from the pinned source, and run with the bundled
/// libraries: what it computes is the yardstick for ours.
public enum LlamaTool {
    QUANTIZE("quantize"), IMATRIX("imatrix"), PERPLEXITY("perplexity"), GGUF_SPLIT("gguf-split");

    /// How a program ended, and what it wrote to both its outputs.
    public record Result(int exit, String output) {}

    private final String program;

    LlamaTool(String program) {
        this.program = program;
    }

    /// Runs the program, which has to succeed. Paths among the arguments are absolute: it runs in the libraries' folder,
    /// where it looks for back ends.
    ///
    /// @return what it wrote
    public String run(Object... arguments) throws IOException, InterruptedException {
        var result = tryRun(arguments);
        if (result.exit() != 0) throw new AssertionError("%s failed: %s".formatted(program, result));
        return result.output();
    }

    /// Runs the program as [#run] does, and says how it ended.
    public Result tryRun(Object... arguments) throws IOException, InterruptedException {
        var libraries = LibraryLoader.load().directory();
        var command = new ArrayList<String>();
        command.add(LlamaToolBuild.folder().resolve(program).toString());
        for (Object argument : arguments) command.add(text(argument));
        var builder = new ProcessBuilder(command).directory(libraries.toFile()).redirectErrorStream(true);
        builder.environment().put("LD_LIBRARY_PATH", libraries.toString());
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Result(process.waitFor(), output);
    }

    private static String text(Object argument) {
        return argument instanceof Path path ? path.toAbsolutePath().toString() : argument.toString();
    }

    static List<String> programs() {
        return List.of(values()).stream().map(it -> it.program).toList();
    }
}
