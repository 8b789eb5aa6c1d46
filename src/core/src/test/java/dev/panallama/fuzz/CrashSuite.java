package dev.panallama.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/// Does cases of one target by their numbers, each in a worker that the next one uses too unless it died. What does harm is done
/// once more alone, shrunk, and written to a file: moved among the resources it is a test from then on.
final class CrashSuite implements AutoCloseable {
    private static final Path FOLDER = Path.of("target", "fuzz");
    private static final int MOST_FINDINGS = 5;
    private static final int TRIALS = 60;
    private static final int AT_ONCE = 250;

    private final String target;
    private final Path log;
    private @Nullable FuzzProcess worker;

    CrashSuite(String target) throws IOException {
        this.target = target;
        log = Files.createDirectories(FOLDER).resolve(target + ".log");
    }

    /// Does cases from a number on, and says after every few hundred what came of them: `CrashSuite TARGET FIRST COUNT`.
    public static void main(String[] args) throws Exception {
        long end = Long.parseLong(args[1]) + Long.parseLong(args[2]);
        try (var suite = new CrashSuite(args[0])) {
            for (long first = Long.parseLong(args[1]); first < end; first += AT_ONCE) {
                Tally tally = suite.run(LongStream.range(first, Math.min(end, first + AT_ONCE)));
                System.out.println(tally);
                tally.findings().forEach(System.out::println);
            }
        }
    }

    /// Does the cases, until too many have done harm.
    Tally run(LongStream numbers) throws IOException, InterruptedException {
        var tally = new Tally(target);
        for (long number : (Iterable<Long>) numbers::iterator) {
            Answer answer = ask("case " + number);
            tally.add(answer);
            if (answer.outcome().harmful()) tally.addFinding(describe(number, answer));
            if (tally.findings().size() == MOST_FINDINGS) break;
        }
        return tally;
    }

    /// Does a case that lies in a file.
    Answer run(Path file) throws IOException, InterruptedException {
        return ask("file " + file.toAbsolutePath());
    }

    private Answer ask(String request) throws IOException, InterruptedException {
        FuzzProcess asked = worker != null ? worker : start();
        worker = asked;
        Answer answer = asked.ask(request);
        if (answer.outcome().ends()) close();
        return answer;
    }

    /// Starts a worker, and has it do an empty case, so that it has loaded what it needs.
    private FuzzProcess start() throws IOException, InterruptedException {
        Path empty = FOLDER.resolve(target + "-empty.case");
        new StoredCase(target, List.of()).write(empty, "to begin with");
        var started = new FuzzProcess(target, log);
        started.ask("file " + empty.toAbsolutePath());
        return started;
    }

    private String describe(long number, Answer answer) throws IOException, InterruptedException {
        close();
        String finding = "case %d of %s: %s".formatted(number, target, answer);
        if (!ask("case " + number).outcome().harmful()) return finding + ", after others only; see " + log;
        List<Step> steps;
        try (Target maker = Targets.open(target)) {
            steps = maker.steps(new Dice(number));
        }
        List<Step> least = new Minimizer(this::harmful, TRIALS).minimize(steps);
        Path file = FOLDER.resolve("%s-%d.case".formatted(target, number));
        new StoredCase(target, least).write(file, finding);
        return "%s, shrunk to %d of %d steps in %s".formatted(finding, least.size(), steps.size(), file);
    }

    private boolean harmful(List<Step> steps) {
        try {
            Path trial = FOLDER.resolve(target + "-trial.case");
            new StoredCase(target, steps).write(trial, "a trial");
            return run(trial).outcome().harmful();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public void close() throws IOException {
        if (worker != null) worker.close();
        worker = null;
    }
}
