package dev.panallama.bench.baseline;

import dev.panallama.bench.figures.Sample;
import dev.panallama.bench.figures.Section;
import dev.panallama.bench.figures.Table;
import dev.panallama.bench.model.Words;
import dev.panallama.bench.program.CProgram;
import dev.panallama.bench.program.JavaProgram;
import dev.panallama.bench.program.Program;
import dev.panallama.bench.program.Run;
import dev.panallama.bench.program.Setting;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.ToDoubleFunction;

/// Measures the C program and the Java API in turns: both processes hold the model, and one at a time computes.
///
/// @param c the C program
/// @param prompt the length of the prompt in tokens
/// @param generate how many tokens follow
/// @param rounds how many runs of each count; one before them does not
public record Comparison(CProgram c, int prompt, int generate, int rounds) {
    /// The runs of both, in order.
    private record Pairs(List<Run> c, List<Run> java) {
        Sample ofC(ToDoubleFunction<Run> figure) {
            return Sample.of(c.stream().mapToDouble(figure).toArray());
        }

        Sample ofJava(ToDoubleFunction<Run> figure) {
            return Sample.of(java.stream().mapToDouble(figure).toArray());
        }

        /// Returns what Java reached of C's figure in each round.
        Sample ratios(ToDoubleFunction<Run> figure) {
            var ratios = new double[c.size()];
            for (int i = 0; i < ratios.length; i++)
                ratios[i] = figure.applyAsDouble(java.get(i)) / figure.applyAsDouble(c.get(i));
            return Sample.of(ratios);
        }

        long sameAnswers() {
            return java.stream().filter(it -> it.ids().equals(c.getFirst().ids())).count();
        }
    }

    /// Measures models with numbers of threads.
    public Section measure(List<Path> models, int... threads) throws IOException {
        var table = new Table("Model", "Threads", "Work", "C, tokens/s", "Java, tokens/s", "Java ÷ C", "Same tokens");
        for (Path model : models) for (int count : threads) rows(table, model, count);
        return new Section("One stream against C", """
                Prompt of %d tokens, then %d, batch 1, greedy; %d runs of each in turns on the same libraries. Median \
                (least–greatest). C: a ggml thread pool, an argmax over the logits, the text of each token.

                %s""".formatted(prompt, generate, rounds, table));
    }

    private void rows(Table table, Path model, int threads) throws IOException {
        var pairs = runs(Setting.of(model, threads, contextLength(prompt + generate)), prompt(model));
        String same = "%d of %d".formatted(pairs.sameAnswers(), rounds);
        row(table, model, threads, "prompt", same, pairs, it -> it.promptSpeed(prompt));
        row(table, model, threads, "generation", same, pairs, Run::generationSpeed);
    }

    private static void row(
            Table table, Path model, int threads, String work, String same, Pairs pairs, ToDoubleFunction<Run> speed) {
        table.row(model.getFileName(), threads, work, pairs.ofC(speed).format(1), pairs.ofJava(speed).format(1),
                pairs.ratios(speed).format(3), same);
    }

    private List<Integer> prompt(Path model) {
        try (var words = new Words(model)) {
            return words.ids(prompt, new Random(1));
        }
    }

    /// Rounds up as llama.cpp does.
    private static int contextLength(int tokens) {
        return Math.ceilDiv(tokens, 256) * 256;
    }

    private Pairs runs(Setting setting, List<Integer> ids) throws IOException {
        var pairs = new Pairs(new ArrayList<>(), new ArrayList<>());
        try (var first = Program.start(c.command(setting));
                var second = Program.start(JavaProgram.command(setting))) {
            first.run(ids, generate);
            second.run(ids, generate);
            for (int i = 0; i < rounds; i++) {
                if (i % 2 == 0) pairs.c().add(first.run(ids, generate));
                pairs.java().add(second.run(ids, generate));
                if (i % 2 == 1) pairs.c().add(first.run(ids, generate));
            }
        }
        return pairs;
    }
}
