package dev.panallama.bench.boundary;

import dev.panallama.bench.figures.Sample;
import dev.panallama.bench.figures.Section;
import dev.panallama.bench.figures.Table;
import java.nio.file.Path;
import java.util.Collection;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/// Runs the benchmarks of [Boundary] in JVMs of their own.
///
/// @param model a tiny model
/// @param iterations how many are measured of each
/// @param millis how long each is, and each of two before them
public record BoundaryCosts(Path model, int iterations, int millis) {
    private static final String ALLOCATED = "gc.alloc.rate.norm";

    public Section measure() throws RunnerException {
        var options = new OptionsBuilder()
                .include(Boundary.class.getName())
                .param("model", model.toString())
                .forks(1)
                .jvmArgsAppend("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow") // JMH
                .warmupIterations(2)
                .warmupTime(TimeValue.milliseconds(millis))
                .measurementIterations(iterations)
                .measurementTime(TimeValue.milliseconds(millis))
                .addProfiler(GCProfiler.class)
                .verbosity(VerboseMode.SILENT)
                .build();
        return section(new Runner(options).run());
    }

    private Section section(Collection<RunResult> results) {
        var table = new Table("Call", "µs", "garbage, bytes");
        for (RunResult it : results) {
            Result<?> time = it.getPrimaryResult();
            Sample sample = Sample.of(it.getAggregatedResult().getIterationResults().stream()
                    .mapToDouble(iteration -> iteration.getPrimaryResult().getScore())
                    .toArray());
            table.row(time.getLabel(), sample.format(3), bytes(it));
        }
        return new Section("The boundary", """
                JMH, average time, %d iterations of %d ms in one JVM, on a model of 2 layers of width 64. Median \
                (least–greatest).

                %s""".formatted(iterations, millis, table));
    }

    private static String bytes(RunResult result) {
        for (String name : result.getSecondaryResults().keySet())
            if (name.endsWith(ALLOCATED))
                return Sample.text(result.getSecondaryResults().get(name).getScore(), 0);
        return "?";
    }
}
