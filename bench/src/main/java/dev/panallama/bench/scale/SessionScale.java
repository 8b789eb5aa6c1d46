package dev.panallama.bench.scale;

import dev.panallama.bench.figures.Plot;
import dev.panallama.bench.figures.Sample;
import dev.panallama.bench.figures.Section;
import dev.panallama.bench.figures.Table;
import dev.panallama.bench.load.LoadResult;
import dev.panallama.bench.load.LoadRun;
import dev.panallama.bench.load.Request;
import dev.panallama.bench.load.TargetKind;
import dev.panallama.bench.load.Workload;
import dev.panallama.bench.load.WorkloadKind;
import dev.panallama.bench.load.WorkloadWriter;
import dev.panallama.bench.model.Words;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Measures targets with twice as many sessions again and again, each of which answers one request.
///
/// @param model a GGUF file
/// @param targets what answers
/// @param threads compute threads
/// @param most the most sessions
public record SessionScale(Path model, List<TargetKind> targets, int threads, int most) {
    private static final WorkloadWriter ONE = new WorkloadWriter(1, 32, 0, 32, 0);

    public Section measure() throws Exception {
        var table = new Table("Sessions", "Target", "tokens/s", "first token p95, ms", "gap p99, ms");
        var curves = new ArrayList<Plot.Curve>();
        for (TargetKind it : targets) curves.add(new Plot.Curve(it.name(), points(table, it)));
        var plot = new Plot("sessions", "Tokens of all sessions", "sessions", "tokens/s", curves);
        return new Section("Sessions, doubled", """
                %s, %d thread(s); each session has a prompt of %d tokens of its own and generates %d.

                %s""".formatted(model.getFileName(), threads, ONE.promptTokens(), ONE.maxTokens(), table),
                List.of(plot));
    }

    private List<Plot.Point> points(Table table, TargetKind kind) throws Exception {
        var points = new ArrayList<Plot.Point>();
        for (int count = 1; count <= most; count *= 2) {
            LoadResult result = result(kind, count);
            table.row(count, kind.name(), Sample.text(result.tokensPerSecond(), 1),
                    Sample.text(result.firsts().percentile(95), 1), Sample.text(result.gaps().percentile(99), 1));
            points.add(new Plot.Point(count, result.tokensPerSecond()));
        }
        return points;
    }

    private LoadResult result(TargetKind kind, int count) throws Exception {
        Workload workload;
        try (var words = new Words(model)) {
            workload = new WorkloadWriter(count, ONE.promptTokens(), 0, ONE.maxTokens(), 0)
                    .write(WorkloadKind.DISTINCT, count, model.getFileName().toString(), words);
        }
        try (var target = kind.open(new TargetKind.Opening(count, workload.longest(), threads))) {
            target.answer(new Request(-1, 0, "Hello", 1, 2), _ -> {});
            return LoadRun.run(workload, target, count);
        }
    }
}
