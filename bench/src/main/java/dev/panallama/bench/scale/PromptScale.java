package dev.panallama.bench.scale;

import dev.panallama.bench.figures.Plot;
import dev.panallama.bench.figures.Sample;
import dev.panallama.bench.figures.Section;
import dev.panallama.bench.figures.Table;
import dev.panallama.bench.model.Words;
import dev.panallama.bench.program.JavaProgram;
import dev.panallama.bench.program.Program;
import dev.panallama.bench.program.Run;
import dev.panallama.bench.program.Setting;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// Measures how time grows with the length of a prompt, doubled again and again in one context.
///
/// @param model a GGUF file
/// @param threads compute threads
/// @param longest the longest prompt, with room for what is generated after it
/// @param rounds how many runs of each length
public record PromptScale(Path model, int threads, int longest, int rounds) {
    private static final int SHORTEST = 32;
    private static final int GENERATE = 8;

    public Section measure() throws IOException {
        var table = new Table("Prompt, tokens", "Time to first token, ms", "Prompt, tokens/s", "Each token after, ms");
        var prompts = new ArrayList<Plot.Point>();
        var tokens = new ArrayList<Plot.Point>();
        try (var words = new Words(model);
                var program = Program.start(JavaProgram.command(Setting.of(model, threads, longest + GENERATE)))) {
            program.run(words.ids(SHORTEST, new Random(0)), GENERATE);
            for (int length = SHORTEST; length <= longest; length *= 2) {
                var runs = runs(program, words.ids(length, new Random(length)));
                int prompt = length;
                Sample first = Sample.of(runs.stream().mapToDouble(it -> it.times().getFirst() / 1e6).toArray());
                Sample each = Sample.of(runs.stream().mapToDouble(it -> 1000 / it.generationSpeed()).toArray());
                Sample speed = Sample.of(runs.stream().mapToDouble(it -> it.promptSpeed(prompt)).toArray());
                table.row(length, first.format(1), speed.format(1), each.format(2));
                prompts.add(new Plot.Point(length, first.median() / length));
                tokens.add(new Plot.Point(length, each.median()));
            }
        }
        return section(table, prompts, tokens);
    }

    private List<Run> runs(Program program, List<Integer> prompt) throws IOException {
        var runs = new ArrayList<Run>();
        for (int i = 0; i < rounds; i++) runs.add(program.run(prompt, GENERATE));
        return runs;
    }

    private Section section(Table table, List<Plot.Point> prompts, List<Plot.Point> tokens) {
        var plot = new Plot("prompts", "What a token costs after so many", "tokens before it", "ms", List.of(
                new Plot.Curve("generated", tokens), new Plot.Curve("of the prompt", prompts)));
        return new Section("Prompts, doubled", "%s, %d thread(s), %d run(s) of each. Median (least–greatest).\n\n%s"
                .formatted(model.getFileName(), threads, rounds, table), List.of(plot));
    }
}
