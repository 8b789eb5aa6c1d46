package dev.panallama.bench.lookup;

import dev.panallama.Generation;
import dev.panallama.GenerationOptions;
import dev.panallama.Model;
import dev.panallama.Session;
import dev.panallama.SessionOptions;
import dev.panallama.Speculation;
import dev.panallama.Token;
import dev.panallama.bench.figures.Sample;
import dev.panallama.bench.figures.Section;
import dev.panallama.bench.figures.Table;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Measures prompt lookup and plain decoding in turns, and whether they generate the same.
///
/// @param file a GGUF file
/// @param threads compute threads
/// @param generate how many tokens each run generates
/// @param rounds how many runs of each; one before them does not count
public record PromptLookupGain(Path file, int threads, int generate, int rounds) {
    /// What a run generated, how fast, and how many tokens each decode brought.
    private record Result(List<Integer> ids, double speed, double tokensPerDecode) {}

    public Section measure() {
        var table = new Table("Task", "plain, tokens/s", "prompt lookup, tokens/s", "÷ plain", "tokens per decode",
                "same tokens");
        var options = SessionOptions.defaults()
                .withContextLength(1024)
                .withThreads(threads)
                .withPromptThreads(threads);
        try (var model = Model.load(file);
                var plain = model.session(options);
                var lookup = model.session(options.withSpeculation(Speculation.promptLookup()))) {
            for (Task it : Task.all()) row(table, it, plain, lookup);
        }
        return new Section("Prompt lookup", """
                %s, %d thread(s), %d tokens, %d runs of each in turns. Median (least–greatest).

                %s""".formatted(file.getFileName(), threads, generate, rounds, table));
    }

    private void row(Table table, Task task, Session plain, Session lookup) {
        var before = new ArrayList<Result>();
        var after = new ArrayList<Result>();
        run(task, plain);
        run(task, lookup);
        for (int i = 0; i < rounds; i++) {
            before.add(run(task, plain));
            after.add(run(task, lookup));
        }
        var ratios = new ArrayList<Double>();
        for (int i = 0; i < rounds; i++) ratios.add(after.get(i).speed() / before.get(i).speed());
        long same = after.stream().filter(it -> it.ids().equals(before.getFirst().ids())).count();
        table.row(task.name(), speeds(before).format(1), speeds(after).format(1), Sample.of(ratios).format(2),
                Sample.text(after.getFirst().tokensPerDecode(), 2), "%d of %d".formatted(same, rounds));
    }

    private static Sample speeds(List<Result> results) {
        return Sample.of(results.stream().map(Result::speed).toList());
    }

    private Result run(Task task, Session session) {
        session.clear();
        session.append(task.prompt());
        var ids = new ArrayList<Integer>();
        var options = GenerationOptions.defaults().withMaxTokens(generate).withEndsWithModel(false);
        long start = System.nanoTime();
        Generation generation = session.generate(task.sampler(), options);
        for (Token it : generation) ids.add(it.id());
        double seconds = (System.nanoTime() - start) / 1e9;
        return new Result(ids, ids.size() / seconds, generation.speculation().tokensPerDecode());
    }
}
