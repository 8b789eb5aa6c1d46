package dev.panallama.fuzz;

import dev.panallama.ChildJvm;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// A JVM in which cases are done until one of them ends it.
final class FuzzProcess implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 10;
    private static final Duration PATIENCE = Duration.ofSeconds(PATIENCE_SECONDS);
    private static final Duration IDLE = Duration.ofMillis(100);
    private static final int MOST_ROUNDS = 9; // where others have the processors
    private static final String END = "end";

    private final Path log;
    private final Process process;
    private final PrintWriter requests;
    private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();

    /// @param log gets what the worker prints on standard error, and the threads of one that hangs
    FuzzProcess(String target, Path log) throws IOException {
        this.log = log;
        ProcessBuilder builder = ChildJvm.builder(FuzzWorker.class,
                List.of("-Xmx256m", "-XX:ErrorFile=" + log.resolveSibling(log.getFileName() + ".hs_err")),
                List.of(target));
        process = builder.redirectError(ProcessBuilder.Redirect.appendTo(log.toFile())).start();
        requests = new PrintWriter(process.outputWriter(StandardCharsets.US_ASCII), true);
        Thread.ofVirtual().start(this::listen);
    }

    private void listen() {
        try (BufferedReader lines = process.inputReader(StandardCharsets.ISO_8859_1)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine())
                if (line.startsWith(FuzzWorker.MARK)) answers.add(line);
        } catch (IOException _) { // it is dead
        }
        answers.add(END);
    }

    /// Waits for an answer: ten seconds of the processor, or as long as the worker does anything at all, a minute and a half at most.
    Answer ask(String request) throws IOException, InterruptedException {
        Duration before = processorTime();
        requests.println(request);
        String line = answers.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        Duration last = before;
        for (int i = 1; line == null && i < MOST_ROUNDS; i++) {
            Duration now = processorTime();
            if (now.minus(before).compareTo(PATIENCE) >= 0 || now.minus(last).abs().compareTo(IDLE) < 0)
                return hanging();
            last = now;
            line = answers.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }
        if (line == null) return hanging();
        if (line.equals(END)) return new Answer(Answer.Outcome.DEATH, "exit " + process.waitFor(), 0);
        return Answer.parse(line);
    }

    /// Returns that of the worker and of the processes that it has started, which may end meanwhile.
    private Duration processorTime() {
        return Stream.concat(Stream.of(process.toHandle()), process.descendants())
                .map(it -> it.info().totalCpuDuration().orElse(Duration.ZERO))
                .reduce(Duration.ZERO, Duration::plus);
    }

    private Answer hanging() throws IOException, InterruptedException {
        String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        Process dump = new ProcessBuilder(jcmd, Long.toString(process.pid()), "Thread.print")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        if (!dump.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) dump.destroyForcibly();
        return new Answer(Answer.Outcome.HANG, "after %d s".formatted(PATIENCE_SECONDS), 0);
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly();
    }
}
