package dev.panallama.bench.cli;

import dev.panallama.bench.figures.Section;
import dev.panallama.bench.load.Targets;
import dev.panallama.bench.scale.ContextScale;
import dev.panallama.bench.scale.PromptScale;
import dev.panallama.bench.scale.SessionScale;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "scale",
    header = "Costs over the number of sessions, the context's length and the prompt's.",
    mixinStandardHelpOptions = true)
final class ScaleCommand extends MeasureCommand {
    @Option(
        names = "--longest",
        paramLabel = "N",
        description = "the longest prompt in tokens (default: 4096; quick: 64)")
    private int longest;

    @Override
    List<Section> measure(MeasureOptions options) throws Exception {
        Path model = options.model();
        int threads = options.mostThreads();
        int rounds = Math.min(3, options.rounds());
        int prompts = longest > 0 ? longest : options.size(4096, 64);
        return List.of(
                new SessionScale(model, Targets.inProcess(model), threads, options.size(64, 4)).measure(),
                new ContextScale(model, threads, options.size(0, 1024), rounds).measure(),
                new PromptScale(model, threads, prompts, rounds).measure());
    }
}
