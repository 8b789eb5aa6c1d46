package dev.panallama.bench.cli;

import dev.panallama.bench.baseline.Comparison;
import dev.panallama.bench.figures.Section;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "baseline",
    header = "One stream: the Java API against plain C on the same libraries, in turns.",
    mixinStandardHelpOptions = true)
final class BaselineCommand extends MeasureCommand {
    @Option(names = "--prompt", paramLabel = "N", description = "tokens of the prompt (default: 512; quick: 32)")
    private int prompt;

    @Option(names = "--generate", paramLabel = "N", description = "tokens after it (default: 128; quick: 16)")
    private int generate;

    @Option(
        names = "--warm-up",
        paramLabel = "N",
        description = "tokens that Java generates before anything counts (default: 1000; quick: 16)")
    private int warmUp = -1;

    @Override
    List<Section> measure(MeasureOptions options) throws Exception {
        var comparison = new Comparison(
                options.program(),
                prompt > 0 ? prompt : options.size(512, 32),
                generate > 0 ? generate : options.size(128, 16),
                options.rounds(),
                warmUp >= 0 ? warmUp : options.size(1000, 16));
        return List.of(comparison.measure(options.models(), options.threads()));
    }
}
