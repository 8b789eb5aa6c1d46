package dev.panallama.internal.worker;

import dev.panallama.error.LlamaException;
import dev.panallama.error.WorkerDiedException;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A worker process, as the program that started it sees it. Any thread may use it.
final class WorkerProcess {
    private static final System.Logger LOGGER = System.getLogger("dev.panallama.native");
    private static final Map<String, Level> LEVELS = Map.of("SEVERE: ", Level.ERROR, "WARNING: ", Level.WARNING);
    /// What is meant for the Java of the program: its debugger would take the worker's output.
    private static final List<String> OF_THE_PROGRAM = List.of(
            "JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS");

    private static final int KEPT = 40;
    private static final int PATIENCE_SECONDS = 5;

    /// What Java says where native code has crashed: the signal, and the place.
    private static final Pattern CRASH = Pattern.compile("#\\s+(SIG\\w+|EXCEPTION_\\w+|Internal Error).*|# [CVJj]  .*");
    private static final Pattern SIGNAL = Pattern.compile("#\\s+(SIG\\w+|EXCEPTION_\\w+).*");
    private static final Map<Integer, String> SIGNALS = Map.of(4, "SIGILL", 6, "SIGABRT", 7, "SIGBUS", 8, "SIGFPE", 9,
            "SIGKILL, as by the system when memory is short", 11, "SIGSEGV", 15, "SIGTERM");

    private final Process process;
    private final String model;
    private final Wire wire;
    private final Thread listener;
    private final ArrayDeque<String> lines = new ArrayDeque<>(); // the last of its error output; guarded by itself
    private volatile boolean stopped;
    private volatile boolean gone; // for the program, whatever the system says of the process
    private volatile @Nullable String silence; // why it was given up
    private final CountDownLatch ended = new CountDownLatch(1);

    private WorkerProcess(Process process, String model) {
        this.process = process;
        this.model = model;
        wire = new Wire(process.getInputStream(), process.getOutputStream());
        listener = Thread.ofPlatform().name("panallama worker log").daemon().start(this::listen);
    }

    /// Starts a worker.
    ///
    /// @param model the name of the model that it is for, in messages
    static WorkerProcess start(String model) {
        var builder = new ProcessBuilder(WorkerCommand.of());
        builder.environment().put("GGML_NO_BACKTRACE", "1"); // or a failed assertion starts a debugger
        OF_THE_PROGRAM.forEach(builder.environment()::remove);
        try {
            return new WorkerProcess(builder.start(), model);
        } catch (IOException failure) {
            throw new LlamaException("cannot start a worker process for model %s: %s"
                    .formatted(model, failure.getMessage()), failure);
        }
    }

    Wire wire() {
        return wire;
    }

    /// Whether it can be used, as far as is known at once.
    boolean isAlive() {
        return process.isAlive() && !stopped && !gone;
    }

    boolean isStopped() {
        return stopped;
    }

    private void listen() {
        try (BufferedReader reader = process.errorReader()) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) take(line);
        } catch (IOException _) { // it has ended
        }
    }

    private void take(String line) {
        synchronized (lines) {
            if (lines.size() == KEPT) lines.removeFirst();
            lines.addLast(line);
        }
        String level = LEVELS.keySet().stream().filter(line::startsWith).findFirst().orElse("");
        LOGGER.log(LEVELS.getOrDefault(level, Level.DEBUG), line.substring(level.length()));
    }

    /// Returns the exception that says why the worker is gone; waits until that is known.
    RuntimeException death() {
        if (stopped) return new IllegalStateException("the worker process of model %s was stopped".formatted(model));
        if (silence == null) await();
        List<String> said;
        synchronized (lines) {
            said = List.copyOf(lines);
        }
        List<String> crash = said.stream().filter(it -> CRASH.matcher(it).matches()).toList();
        return new WorkerDiedException(
                "the worker process of model %s has died (%s): what was open of it is lost; load the model again"
                        .formatted(model, reason(crash)),
                crash.isEmpty() ? said : crash);
    }

    /// Takes note that no message will come any more, and of what came instead.
    void messagesEnded() {
        gone = true;
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) kill();
        } catch (InterruptedException _) { // nobody does that to this thread
            kill();
        }
        wire.rest().lines().forEach(this::take);
        ended.countDown();
    }

    private void await() {
        try {
            ended.await(2 * PATIENCE_SECONDS, TimeUnit.SECONDS);
            listener.join(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private String reason(List<String> crash) {
        if (silence != null) return silence;
        for (String line : crash) {
            Matcher signal = SIGNAL.matcher(line);
            if (signal.matches()) return signal.group(1);
        }
        if (process.isAlive()) return "it does not answer";
        int code = process.exitValue();
        return SIGNALS.getOrDefault(code - 128, "exit code " + code);
    }

    /// Ends the worker, whatever it is doing.
    void stop() {
        stopped = true;
        kill();
    }

    /// Ends a worker that was silent for some seconds. That counts as its death.
    void giveUp(long seconds) {
        silence = "it does not answer: nothing was heard of it for %d s, and it was ended".formatted(seconds);
        gone = true;
        kill();
    }

    private void kill() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
