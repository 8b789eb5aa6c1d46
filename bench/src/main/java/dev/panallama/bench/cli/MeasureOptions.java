package dev.panallama.bench.cli;

import dev.panallama.bench.model.BenchModels;
import dev.panallama.bench.place.Libraries;
import dev.panallama.bench.place.PinnedSource;
import dev.panallama.bench.program.CProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// What all measurements are told.
final class MeasureOptions {
    @Option(names = "--model", paramLabel = "FILE", description = "a model to measure instead of SmolLM2 135M")
    private @Nullable Path model;

    @Option(
        names = "--large",
        description = "measure the random 1.1B llama as well; it is written when first asked for")
    private boolean large;

    @Option(
        names = "--threads",
        split = ",",
        paramLabel = "N",
        description = "compute threads (default: ${DEFAULT-VALUE})")
    private List<Integer> threads = List.of(1, Runtime.getRuntime().availableProcessors());

    @Option(
        names = "--rounds",
        paramLabel = "N",
        description = "how often each is measured (default: 5, many streams once; quick: 1)")
    private int rounds;

    @Option(names = "--quick", description = "measure little: to see that all works, not to state figures")
    private boolean quick;

    @Option(names = "--llama-source", paramLabel = "DIR", description = "llama.cpp's source, for its headers")
    private @Nullable Path source;

    private @Nullable CProgram program;

    boolean isQuick() {
        return quick;
    }

    /// Returns one number for a measurement and another for a quick one.
    int size(int usual, int quickly) {
        return quick ? quickly : usual;
    }

    int rounds() {
        return rounds(5);
    }

    /// Returns how often something is measured that takes its time: as often as was asked for, else so often.
    int rounds(int usual) {
        return rounds > 0 ? rounds : size(usual, 1);
    }

    /// Returns the numbers of threads, each once.
    int[] threads() {
        return threads.stream().mapToInt(Integer::intValue).distinct().toArray();
    }

    /// Returns the largest number of threads.
    int mostThreads() {
        return threads.stream().mapToInt(Integer::intValue).max().orElse(1);
    }

    Path model() throws IOException {
        return model != null ? model : BenchModels.smolLm2();
    }

    List<Path> models() throws IOException {
        var models = new ArrayList<>(List.of(model()));
        if (large) models.add(BenchModels.large());
        return models;
    }

    Path source() throws IOException {
        return source != null ? source : PinnedSource.find();
    }

    /// Returns the C program, compiled when first asked for.
    CProgram program() throws IOException {
        CProgram known = program;
        if (known != null) return known;
        CProgram compiled = compile(Libraries.bundled());
        program = compiled;
        return compiled;
    }

    CProgram compile(Libraries libraries) throws IOException {
        return CProgram.compile(source(), libraries, scratch());
    }

    /// Returns a new folder for files that nobody needs afterwards.
    static Path scratch() throws IOException {
        Path folder = Files.createTempDirectory("panallama-bench");
        Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder)));
        return folder;
    }

    private static void delete(Path folder) {
        try (var files = Files.walk(folder)) {
            for (Path it : files.sorted(Comparator.reverseOrder()).toList()) Files.deleteIfExists(it);
        } catch (IOException _) { // the system deletes temporary files too
        }
    }
}
