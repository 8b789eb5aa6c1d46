package dev.panallama.bench.start;

import dev.panallama.bench.figures.Sample;
import dev.panallama.bench.figures.Section;
import dev.panallama.bench.figures.Table;
import dev.panallama.bench.program.Contender;
import dev.panallama.bench.program.Program;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Measures the time from a process's start to its first token, programs in turns.
///
/// @param programs the programs
/// @param files what they read: dropped from the page cache for a cold start
/// @param prompt in tokens
/// @param rounds how often each
public record StartUp(List<Contender> programs, List<Path> files, List<Integer> prompt, int rounds) {
    public Section measure() throws IOException, InterruptedException {
        var cold = new LinkedHashMap<String, List<Double>>();
        var warm = new LinkedHashMap<String, List<Double>>();
        for (int i = 0; i < rounds; i++) {
            for (Contender it : programs) {
                PageCache.forget(files);
                add(cold, it);
                add(warm, it);
            }
        }
        var table = new Table("Program", "warm page cache, ms", "cold, ms");
        for (Contender it : programs)
            table.row(it.name(), sample(warm, it).format(0), sample(cold, it).format(0));
        return new Section("From process start to first token",
                """
                        A prompt of %d tokens and one token; %d starts of each in turns. Median (least–greatest). Cold: model, \
                        libraries and jars were dropped from the page cache just before, as far as no process maps them; the JDK's own \
                        files were not.

                        %s"""
                        .formatted(prompt.size(), rounds, table));
    }

    private void add(Map<String, List<Double>> millis, Contender program) throws IOException {
        long start = System.nanoTime();
        long first;
        try (var started = Program.start(program.command())) {
            started.run(prompt, 1);
            first = System.nanoTime();
        }
        millis.computeIfAbsent(program.name(), _ -> new ArrayList<>()).add((first - start) / 1e6);
    }

    private static Sample sample(Map<String, List<Double>> millis, Contender program) {
        return Sample.of(millis.getOrDefault(program.name(), List.of()));
    }
}
