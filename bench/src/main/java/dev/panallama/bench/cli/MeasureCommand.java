package dev.panallama.bench.cli;

import dev.panallama.bench.figures.Section;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;

/// A subcommand that measures and prints what it found.
abstract class MeasureCommand implements Callable<Integer> {
    @Mixin
    private final MeasureOptions options = new MeasureOptions();

    /// Measures.
    abstract List<Section> measure(MeasureOptions options) throws Exception;

    @Override
    public final Integer call() throws Exception {
        for (Section section : measure(options)) System.out.println(section);
        return 0;
    }
}
