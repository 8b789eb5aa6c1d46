package dev.panallama.bench.cli;

import dev.panallama.bench.figures.Section;
import dev.panallama.bench.token.TokenProfile;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;

@Command(
    name = "token",
    header = "Where the time of one token goes, in C and in Java.",
    mixinStandardHelpOptions = true)
final class TokenCommand extends MeasureCommand {
    @Override
    List<Section> measure(MeasureOptions options) throws Exception {
        var sections = new ArrayList<Section>();
        for (var model : options.models())
            sections.add(
                    new TokenProfile(options.program(), model, 1, options.size(64, 16), options.rounds()).measure());
        return sections;
    }
}
