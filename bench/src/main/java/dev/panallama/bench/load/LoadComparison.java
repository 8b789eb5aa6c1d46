package dev.panallama.bench.load;

import dev.panallama.bench.figures.Sample;
import dev.panallama.bench.figures.Section;
import dev.panallama.bench.figures.Table;
import dev.panallama.bench.program.Program;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/// Gives one workload to several targets, slice by slice in turns: machines are now faster and now slower, and slices that
/// follow each other meet the same moment. All are opened anew for each round.
///
/// @param targets what answers, the one that the others are compared with last
/// @param threads compute threads of each
/// @param rounds how often
public record LoadComparison(List<TargetKind> targets, int threads, int rounds) {
    private static final int SLICE = 2; // requests of each stream

    /// Measures a workload with numbers of streams.
    public Section measure(String title, Workload workload, List<Integer> streams) throws Exception {
        var table = new Table("Streams", "Target", "tokens/s", "÷ last", "first token p50", "p95", "p99",
                "gap p50", "p95", "p99", "lacking", "same text");
        for (int count : streams) rows(table, workload, count);
        return new Section(title,
                """
                        %d requests, %s, %d prompt tokens and %d answer tokens at most; %d thread(s), %d round(s) in turns, slice \
                        by slice. Medians of rounds (least–greatest); times in ms. "Same text": answers like the last target's in the first round.

                        %s"""
                        .formatted(workload.requests().size(), workload.heading(),
                                workload.requests().stream().mapToInt(Request::promptTokens).max().orElse(0),
                                workload.requests().stream().mapToInt(Request::maxTokens).max().orElse(0), threads,
                                rounds, table));
    }

    private void rows(Table table, Workload workload, int streams) throws Exception {
        var results = new LinkedHashMap<String, List<LoadResult>>();
        for (int round = 0; round < rounds; round++)
            round(workload, streams)
                    .forEach((name, result) -> results.computeIfAbsent(name, _ -> new ArrayList<>()).add(result));
        List<LoadResult> last = results.get(targets.getLast().name());
        for (Map.Entry<String, List<LoadResult>> it : results.entrySet())
            row(table, streams, it.getKey(), it.getValue(), last == null ? it.getValue() : last);
    }

    private Map<String, LoadResult> round(Workload workload, int streams) throws Exception {
        var results = new LinkedHashMap<String, LoadResult>();
        try (var opened = new OpenTargets(targets, new TargetKind.Opening(streams, workload.longest(), threads))) {
            Request first = workload.requests().getFirst();
            for (Target it : opened.all().values())
                it.answer(new Request(-1, 0, "Hello", 1, Math.min(4, first.maxTokens())), _ -> {});
            List<String> names = new ArrayList<>(opened.all().keySet());
            for (Workload slice : workload.slices(SLICE * streams)) {
                for (String name : names) {
                    Program.awaitIdleThreads();
                    results.merge(name, LoadRun.run(slice, opened.get(name), streams), LoadResult::and);
                }
                Collections.rotate(names, 1);
            }
        }
        return results;
    }

    private static void row(Table table, int streams, String name, List<LoadResult> results, List<LoadResult> last) {
        Sample speed = sample(results, LoadResult::tokensPerSecond);
        double ratio = speed.median() / sample(last, LoadResult::tokensPerSecond).median();
        table.row(streams, name, speed.format(1), Sample.text(ratio, 2),
                millis(results, it -> it.firsts().median()),
                millis(results, it -> it.firsts().percentile(95)),
                millis(results, it -> it.firsts().percentile(99)),
                millis(results, it -> it.gaps().median()),
                millis(results, it -> it.gaps().percentile(95)),
                millis(results, it -> it.gaps().percentile(99)),
                lacking(results),
                results.getFirst().same(last.getFirst()));
    }

    /// Returns how many answers are not as they should be, and of the first what is wrong.
    private static String lacking(List<LoadResult> results) {
        long count = results.stream().mapToLong(LoadResult::lacking).sum();
        if (count == 0) return "0";
        return "%d: %s".formatted(
                count, results.stream().flatMap(it -> it.aFault().stream()).findFirst().orElse("?"));
    }

    private static String millis(List<LoadResult> results, ToDoubleFunction<LoadResult> figure) {
        return sample(results, figure).format(1);
    }

    private static Sample sample(List<LoadResult> results, ToDoubleFunction<LoadResult> figure) {
        return Sample.of(results.stream().mapToDouble(figure).toArray());
    }
}
