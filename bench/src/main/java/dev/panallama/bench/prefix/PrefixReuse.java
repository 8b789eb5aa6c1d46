package dev.panallama.bench.prefix;

import dev.panallama.bench.figures.Sample;
import dev.panallama.bench.figures.Section;
import dev.panallama.bench.figures.Table;
import dev.panallama.bench.load.WorkloadKind;
import dev.panallama.bench.load.WorkloadWriter;
import dev.panallama.bench.model.Words;
import dev.panallama.bench.program.JavaCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Measures the time to the first token of a request whose beginning an engine knows: in the same process, and in a new one
/// that has nothing but the folder.
///
/// @param model a GGUF file
/// @param threads compute threads
/// @param prefix how many tokens all requests begin with
/// @param rounds how often, each with an empty folder
/// @param scratch an empty folder
public record PrefixReuse(Path model, int threads, int prefix, int rounds, Path scratch) {
    private static final int REST = 16;

    public Section measure() throws IOException, InterruptedException {
        var first = new ArrayList<Double>();
        var second = new ArrayList<Double>();
        var restarted = new ArrayList<Double>();
        for (int i = 0; i < rounds; i++) {
            Path folder = Files.createDirectory(scratch.resolve("round-" + i));
            List<Double> before = run(workload(i, 2), folder);
            first.add(before.get(0));
            second.add(before.get(1));
            restarted.add(run(workload(i, 3), folder).getLast());
        }
        return section(Sample.of(first), Sample.of(second), Sample.of(restarted));
    }

    /// The last request of a longer workload is one that no process has seen.
    private Path workload(int round, int requests) throws IOException {
        Path file = scratch.resolve("requests-%d-%d.jsonl".formatted(round, requests));
        try (var words = new Words(model)) {
            var all = new WorkloadWriter(requests, prefix + REST, prefix, 1, 0)
                    .write(WorkloadKind.SHARED, round, model.getFileName().toString(), words);
            all.last(requests == 2 ? 2 : 1).write(file);
        }
        return file;
    }

    private List<Double> run(Path workload, Path folder) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(JavaCommand.of(PrefixProgram.class, List.of(), List.of(
                model.toString(), workload.toString(), Integer.toString(threads), folder.toString())))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        List<Double> millis = process.inputReader().lines().map(it -> Long.parseLong(it) / 1e6).toList();
        if (process.waitFor() != 0) throw new IOException("the program for prefixes failed: what it said is above");
        return millis;
    }

    private Section section(Sample first, Sample second, Sample restarted) {
        var table = new Table("Request", "First token, ms", "÷ first")
                .row("the first", first.format(1), "1")
                .row("the second, with another end", second.format(1), ratio(second, first))
                .row("the first of a new process, with a third end", restarted.format(1), ratio(restarted, first));
        return new Section("A known prefix", """
                %s, %d thread(s), a prefix of %d tokens and %d more, %d round(s). Median (least–greatest).

                %s""".formatted(model.getFileName(), threads, prefix, REST, rounds, table));
    }

    private static String ratio(Sample of, Sample first) {
        return Sample.text(of.median() / first.median(), 3);
    }
}
