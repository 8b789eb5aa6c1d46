package dev.panallama.bench.cli;

import dev.panallama.bench.figures.Section;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "load",
    header = "Many requests at once: in this process, and by HTTP of any OpenAI-compatible server.",
    mixinStandardHelpOptions = true)
final class LoadCommand extends MeasureCommand {
    @Mixin
    private final LoadOptions load = new LoadOptions();

    @Override
    List<Section> measure(MeasureOptions options) throws Exception {
        return load.measure(options);
    }
}
