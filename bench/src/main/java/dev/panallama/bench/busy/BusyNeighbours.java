package dev.panallama.bench.busy;

import dev.panallama.bench.figures.Sample;
import dev.panallama.bench.figures.Section;
import dev.panallama.bench.figures.Table;
import dev.panallama.bench.program.Contender;
import dev.panallama.bench.program.Program;
import dev.panallama.bench.program.Run;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// Measures programs beside none, one and more processes that are busy all the time, in turns.
///
/// @param contenders the programs; recovery is measured of the first
/// @param prompt what they are asked, in tokens
/// @param generate how many tokens each run generates, if it can within three seconds
/// @param rounds how many runs of each count; one before them does not
public record BusyNeighbours(List<Contender> contenders, List<Integer> prompt, int generate, int rounds) {
    private static final long SETTLE_MILLIS = 300;
    private static final long LONGEST = 3_000_000_000L; // nanoseconds of a run: some are a hundred times slower
    private static final int SLICE = 8; // tokens

    /// Measures beside these numbers of busy processes, the first of which is 0.
    public Section measure(int... neighbours) throws IOException, InterruptedException {
        var speeds = new LinkedHashMap<String, List<Sample>>();
        contenders.forEach(it -> speeds.put(it.name(), new ArrayList<>()));
        List<String> recoveries = new ArrayList<>();
        try (var programs = new Programs(contenders)) {
            for (Program it : programs.running().values()) run(it);
            for (int count : neighbours) add(speeds, programs, count);
            double quiet = speeds.values().iterator().next().getFirst().median();
            for (int count : neighbours)
                if (count > 0) recoveries.add(recovery(programs.first(), count, quiet));
        }
        return section(neighbours, speeds, recoveries);
    }

    private void add(Map<String, List<Sample>> speeds, Programs programs, int count)
            throws IOException, InterruptedException {
        var measured = new LinkedHashMap<String, List<Double>>();
        try (var _ = new BusyProcesses(count)) {
            TimeUnit.MILLISECONDS.sleep(SETTLE_MILLIS);
            for (int i = 0; i < rounds; i++)
                for (var it : programs.running().entrySet())
                    measured.computeIfAbsent(it.getKey(), _ -> new ArrayList<>())
                            .add(run(it.getValue()).generationSpeed());
        }
        measured.forEach((name, all) -> speeds.computeIfAbsent(name, _ -> new ArrayList<>()).add(Sample.of(all)));
    }

    private Run run(Program program) throws IOException {
        program.clear();
        Run run = program.prompt(prompt);
        long start = System.nanoTime();
        while (run.ids().size() < generate && System.nanoTime() - start < LONGEST)
            run = run.then(program.generate(Math.min(SLICE, generate - run.ids().size())));
        return run;
    }

    private String recovery(Program program, int count, double quiet) throws IOException, InterruptedException {
        return "%d: %s".formatted(count, new Recovery(program, prompt, quiet).measure(count));
    }

    private Section section(int[] neighbours, Map<String, List<Sample>> speeds, List<String> recoveries) {
        var header = new ArrayList<>(List.of("Program"));
        for (int count : neighbours) header.add("%d busy, tokens/s".formatted(count));
        var table = new Table(header.toArray(String[]::new));
        speeds.forEach((name, samples) -> {
            var cells = new ArrayList<Object>(List.of(name));
            samples.forEach(it -> cells.add(it.format(1)));
            table.row(cells.toArray());
        });
        return new Section("Beside busy processes",
                """
                        %d tokens, or as many as three seconds give, after a prompt of %d, %d runs of each in turns beside so many processes that only count. Median \
                        (least–greatest).

                        %s
                        After they end, %s is back at 0.9 of its speed beside none: %s.
                        """
                        .formatted(generate, prompt.size(), rounds, table, contenders.getFirst().name(),
                                String.join("; beside ", recoveries)));
    }

    /// The contenders, started.
    private static final class Programs implements AutoCloseable {
        private final Map<String, Program> running = new LinkedHashMap<>();

        Programs(List<Contender> contenders) throws IOException {
            for (Contender it : contenders) running.put(it.name(), Program.start(it.command()));
        }

        Map<String, Program> running() {
            return running;
        }

        Program first() {
            return running.values().iterator().next();
        }

        @Override
        public void close() throws IOException {
            for (Program it : running.values()) it.close();
        }
    }
}
