package dev.panallama.bench.cli;

import dev.panallama.bench.boundary.BoundaryCosts;
import dev.panallama.bench.figures.Section;
import dev.panallama.bench.model.BenchModels;
import java.util.List;
import picocli.CommandLine.Command;

@Command(
    name = "boundary",
    header = "What single calls cost, by JMH, with the garbage they make.",
    mixinStandardHelpOptions = true)
final class BoundaryCommand extends MeasureCommand {
    @Override
    List<Section> measure(MeasureOptions options) throws Exception {
        var costs = new BoundaryCosts(
                BenchModels.tiny(MeasureOptions.scratch()), options.size(5, 1), options.size(1000, 100));
        return List.of(costs.measure());
    }
}
