package dev.panallama.bench.cli;

import dev.panallama.bench.figures.Section;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "busy",
    header = "Generating beside 0, 1 and 2 processes that take a processor each.",
    mixinStandardHelpOptions = true)
final class BusyCommand extends MeasureCommand {
    @Mixin
    private final BusyOptions busy = new BusyOptions();

    @Override
    List<Section> measure(MeasureOptions options) throws Exception {
        return busy.measure(options);
    }
}
