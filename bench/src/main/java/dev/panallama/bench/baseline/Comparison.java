package dev.panallama.bench.baseline;

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
import java.util.List;
import java.util.Random;

/// Measures the C program and the Java API in turns: processes hold the model, and one at a time computes a slice of the
/// prompt or of the answer. Machines are now faster and now slower: slices that follow each other meet the same moment.
/// The C program is there twice, and what it reaches of its own speed is the noise of the measurement.
///
/// @param c the C program
/// @param prompt the length of the prompt in tokens
/// @param generate how many tokens follow
/// @param rounds how many prompts and answers count; one before them does not, nor what warms the JVM up
/// @param warmUp how many tokens Java generates before: until then its compiler takes a part of the processors
public record Comparison(CProgram c, int prompt, int generate, int rounds, int warmUp) {
    private static final int PROMPT_SLICE = 128;
    private static final int GENERATE_SLICE = 16;

    /// Measures models with numbers of threads.
    public Section measure(List<Path> models, int... threads) throws IOException, InterruptedException {
        var table = new Table(
                "Model", "Threads", "Work", "C, tokens/s", "Java, tokens/s", "Java ÷ C", "C ÷ C", "Same tokens");
        for (Path model : models) for (int count : threads) rows(table, model, count);
        return new Section("One stream against C",
                """
                        Prompt of %d tokens in slices of %d, then %d in slices of %d, batch 1, greedy; %d of each, slice by slice in turns on \
                        the same libraries, after Java has generated %d. Median (quartiles) of all slices; ratios are of slices that followed each other. C: a ggml \
                        thread pool, an argmax over the logits, the text of each token. C ÷ C: the same of two C programs, which is noise.

                        %s"""
                        .formatted(prompt, PROMPT_SLICE, generate, GENERATE_SLICE, rounds, warmUp, table));
    }

    private void rows(Table table, Path model, int threads) throws IOException, InterruptedException {
        var setting = Setting.of(model, threads, contextLength(prompt + generate));
        List<Integer> ids = prompt(model);
        var prompts = new Slices();
        var answers = new Slices();
        int same = 0;
        try (var first = Program.start(c.command(setting));
                var java = Program.start(JavaProgram.command(setting));
                var second = Program.start(c.command(setting))) {
            warmUp(java, ids);
            var turns = new Turns(List.of(first, java, second));
            round(turns, ids, new Slices(), new Slices());
            for (int i = 0; i < rounds; i++) if (round(turns, ids, prompts, answers)) same++;
        }
        row(table, model, threads, "prompt", prompts, same);
        row(table, model, threads, "generation", answers, same);
    }

    private void warmUp(Program java, List<Integer> ids) throws IOException {
        int atOnce = contextLength(prompt + generate) - 1;
        for (int done = 0; done < warmUp; done += atOnce)
            java.run(ids.subList(0, 1), Math.min(atOnce, warmUp - done));
    }

    /// Returns whether all programs generated the same tokens.
    private boolean round(Turns turns, List<Integer> ids, Slices prompts, Slices answers)
            throws IOException, InterruptedException {
        turns.clear();
        for (int from = 0; from < prompt; from += PROMPT_SLICE) {
            List<Integer> slice = ids.subList(from, Math.min(from + PROMPT_SLICE, prompt));
            List<Run> runs = turns.slice(it -> it.prompt(slice));
            add(prompts, slice.size(), runs.stream().map(Run::promptNanos).toList());
        }
        boolean same = true;
        for (int from = 0; from < generate; from += GENERATE_SLICE) {
            int tokens = Math.min(GENERATE_SLICE, generate - from);
            List<Run> runs = turns.slice(it -> it.generate(tokens));
            add(answers, tokens, runs.stream().map(it -> it.times().getLast()).toList());
            same &= runs.stream().map(Run::ids).distinct().count() == 1;
        }
        return same;
    }

    private static void add(Slices slices, int tokens, List<Long> nanos) {
        slices.add(tokens, nanos.get(0), nanos.get(1), nanos.get(2));
    }

    private void row(Table table, Path model, int threads, String work, Slices slices, int same) {
        table.row(model.getFileName(), threads, work, slices.c().quartiles(1), slices.java().quartiles(1),
                slices.ratio().quartiles(3), slices.noise().quartiles(3), "%d of %d".formatted(same, rounds));
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
}
