package dev.panallama.bench.cli;

import dev.panallama.bench.figures.Report;
import dev.panallama.bench.figures.Section;
import dev.panallama.bench.place.Machine;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "all",
    header = "Measures everything and writes a report; what no subcommand is given does.",
    mixinStandardHelpOptions = true)
final class AllCommand implements Callable<Integer> {
    @Mixin
    private final MeasureOptions options = new MeasureOptions();

    @Mixin
    private final LoadOptions load = new LoadOptions();

    @Mixin
    private final BusyOptions busy = new BusyOptions();

    @Option(
        names = "--report",
        paramLabel = "FILE",
        description = "where it is written (default: bench/results/<date>.md)")
    private @Nullable Path file;

    private interface Measurement {
        List<Section> measure(MeasureOptions options) throws Exception;
    }

    @Override
    public Integer call() throws Exception {
        LocalDate today = LocalDate.now(ZoneId.systemDefault());
        Path to = file != null ? file : results().resolve(today + ".md");
        var report = new Report("Panallama measured, %s".formatted(today), to);
        report.add(Machine.facts(options.models()));
        for (Measurement it : measurements())
            for (Section section : it.measure(options)) {
                System.out.println(section);
                report.add(section);
            }
        System.out.println("written to " + to.toAbsolutePath());
        return 0;
    }

    /// The script says where reports lie, whatever folder it is called in.
    private static Path results() {
        return Path.of(System.getProperty("bench.results", "bench/results"));
    }

    private List<Measurement> measurements() {
        return List.of(new BaselineCommand()::measure, new TokenCommand()::measure, new BoundaryCommand()::measure,
                load::measure, new PrefixCommand()::measure, new LookupCommand()::measure, busy::measure,
                new ScaleCommand()::measure,
                new StartCommand()::measure);
    }
}
