package dev.panallama.bench.cli;

import dev.panallama.bench.figures.Section;
import dev.panallama.bench.prefix.PrefixReuse;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "prefix",
    header = "The first token of a request with a known beginning: again, and after a restart.",
    mixinStandardHelpOptions = true)
final class PrefixCommand extends MeasureCommand {
    @Option(names = "--prefix", paramLabel = "N", description = "tokens of the beginning (default: 1000; quick: 64)")
    private int prefix;

    @Override
    List<Section> measure(MeasureOptions options) throws Exception {
        var reuse = new PrefixReuse(
                options.model(),
                options.mostThreads(),
                prefix > 0 ? prefix : options.size(1000, 64),
                Math.min(3, options.rounds()),
                MeasureOptions.scratch());
        return List.of(reuse.measure());
    }
}
