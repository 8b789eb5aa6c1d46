package dev.panallama.bench.cli;

import dev.panallama.bench.figures.Section;
import dev.panallama.bench.lookup.PromptLookupGain;
import java.util.List;
import picocli.CommandLine.Command;

@Command(
    name = "lookup",
    header = "Prompt lookup against plain decoding, where answers repeat what was said and where not.",
    mixinStandardHelpOptions = true)
final class LookupCommand extends MeasureCommand {
    @Override
    List<Section> measure(MeasureOptions options) throws Exception {
        var gain = new PromptLookupGain(
                options.model(), options.mostThreads(), options.size(128, 16), options.rounds());
        return List.of(gain.measure());
    }
}
