package dev.panallama.fuzz;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// Loads mutated GGUF files in a JVM that may die, and tells which killed it: by `main FIRST COUNT` for as long as one
/// likes.
final class GgufFuzz {
    private static final int CASES_PER_WORKER = 400;
    private static final long MOST_KIB = 1_500_000;
    private static final int PATIENCE = 20; // seconds, on a machine that others use as well
    private static final String END = "end";

    private final Path folder;
    private final TreeMap<String, Integer> tally = new TreeMap<>();
    private final List<String> bad = new ArrayList<>();

    GgufFuzz(Path folder) {
        this.folder = folder;
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("gguf-fuzz");
        var fuzz = new GgufFuzz(folder);
        fuzz.run(Long.parseLong(args[0]), Integer.parseInt(args[1]));
        System.out.println(fuzz.tally);
        System.out.println(fuzz.bad.size() + " bad");
    }

    /// Returns how often each outcome was seen.
    TreeMap<String, Integer> tally() {
        return tally;
    }

    /// Returns the cases that ended the JVM, hung, broke off or took too much memory.
    List<String> bad() {
        return bad;
    }

    void run(long first, int count) throws IOException, InterruptedException {
        Path list = folder.resolve("seeds.txt");
        Files.write(list, GgufSeeds.write(folder).stream().map(Path::toString).toList());
        for (long next = first; next < first + count;)
            next = worker(list, next, Math.min(first + count, next + CASES_PER_WORKER));
    }

    /// Runs cases until the worker dies or all are done; returns the next case.
    private long worker(Path list, long first, long end) throws IOException, InterruptedException {
        Process process = start(list);
        try (var requests = new PrintWriter(process.outputWriter(StandardCharsets.US_ASCII), true)) {
            BlockingQueue<String> answers = answers(process);
            for (long number = first; number < end; number++) {
                requests.println(number);
                String what = answer(answers, 60);
                String outcome = what.equals(END) ? END : answer(answers, PATIENCE);
                if (!note(process, number, what, outcome)) return number + 1;
            }
            return end;
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    private boolean note(Process process, long number, String what, String outcome) throws InterruptedException {
        if (outcome.equals(END) || outcome.isEmpty()) {
            boolean hung = outcome.isEmpty();
            if (!hung) process.waitFor(10, TimeUnit.SECONDS);
            report(hung ? "HANG" : "DEATH exit " + process.exitValue(), number, what);
            return false;
        }
        String word = outcome.substring(0, outcome.indexOf(' '));
        tally.merge(word, 1, Integer::sum);
        if (word.equals("BROKEN") || word.equals("UNEXPECTED")) {
            bad.add("%s case %d %s".formatted(outcome, number, what));
            System.out.println(bad.getLast());
        }
        if (Long.parseLong(outcome.substring(outcome.lastIndexOf(' ') + 1)) < MOST_KIB) return true;
        report("MEMORY", number, what);
        return false;
    }

    private void report(String outcome, long number, String what) {
        tally.merge(outcome, 1, Integer::sum);
        bad.add("%s case %d %s".formatted(outcome, number, what));
        System.out.println(bad.getLast());
    }

    private static String answer(BlockingQueue<String> answers, int seconds) throws InterruptedException {
        String line = answers.poll(seconds, TimeUnit.SECONDS);
        return line == null ? "" : line;
    }

    private static BlockingQueue<String> answers(Process process) {
        var answers = new LinkedBlockingQueue<String>();
        Thread.ofVirtual().start(() -> {
            try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
                for (String line = lines.readLine(); line != null; line = lines.readLine())
                    if (line.startsWith(GgufWorker.MARK)) answers.add(line.substring(GgufWorker.MARK.length()));
            } catch (IOException _) {
                // it is dead
            }
            answers.add(END);
        });
        return answers;
    }

    private Process start(Path list) throws IOException {
        Path errors = folder.resolve("worker.log");
        return new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:-CreateCoredumpOnCrash",
                "-XX:ErrorFile=" + folder.resolve("hs_err_%p.log"),
                "-Djava.util.logging.config.file="
                        + Files.writeString(folder.resolve("logging.properties"), ".level=OFF"),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx512m",
                "-Dall=" + Boolean.getBoolean("all"),
                "-cp",
                classPath(),
                GgufWorker.class.getName(),
                folder.resolve("case.gguf").toString(),
                list.toString())
                .redirectError(ProcessBuilder.Redirect.appendTo(errors.toFile()))
                .start();
    }

    private static String classPath() {
        return String.join(File.pathSeparator, "target/test-classes", System.getProperty("jdk.module.path", ""),
                System.getProperty("java.class.path", ""));
    }
}
