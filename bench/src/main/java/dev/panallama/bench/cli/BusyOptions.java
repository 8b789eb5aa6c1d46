package dev.panallama.bench.cli;

import dev.panallama.bench.busy.BusyNeighbours;
import dev.panallama.bench.figures.Section;
import dev.panallama.bench.model.Words;
import dev.panallama.bench.place.Libraries;
import dev.panallama.bench.program.CProgram;
import dev.panallama.bench.program.Contender;
import dev.panallama.bench.program.JavaProgram;
import dev.panallama.bench.program.Setting;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// What is measured beside busy processes.
final class BusyOptions {
    @Option(
        names = "--openmp-libraries",
        paramLabel = "DIR",
        description = "llama.cpp's shared libraries, built with OpenMP from the same source, to compare with")
    private @Nullable Path openMp;

    List<Section> measure(MeasureOptions options) throws Exception {
        Path model = options.model();
        List<Integer> prompt;
        try (var words = new Words(model)) {
            prompt = words.ids(16, new Random(1));
        }
        var neighbours = new BusyNeighbours(
                contenders(options, model), prompt, options.size(128, 8), options.rounds());
        return List.of(options.isQuick() ? neighbours.measure(0, 1) : neighbours.measure(0, 1, 2));
    }

    private List<Contender> contenders(MeasureOptions options, Path model) throws IOException {
        int length = options.size(2048, 1024);
        int processors = Runtime.getRuntime().availableProcessors();
        var contenders = new ArrayList<Contender>();
        contenders.add(new Contender("Java, as it decides", JavaProgram.command(Setting.of(model, 0, length))));
        for (int threads : options.threads()) {
            Setting setting = Setting.of(model, threads, length);
            contenders.add(new Contender("C, %d thread(s)".formatted(threads), options.program().command(setting)));
        }
        if (openMp == null) return contenders;
        CProgram other = options.compile(Libraries.in(openMp));
        contenders.add(new Contender(
                "C with OpenMP, %d threads".formatted(processors),
                other.command(Setting.of(model, processors, length))));
        return contenders;
    }
}
