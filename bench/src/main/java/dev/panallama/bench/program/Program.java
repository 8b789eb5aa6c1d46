package dev.panallama.bench.program;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/// A process that has loaded a model and generates on command. For one thread.
public final class Program implements AutoCloseable {
    private final Process process;
    private final BufferedReader answers;
    private final Writer commands;

    private Program(Process process) {
        this.process = process;
        answers = process.inputReader();
        commands = process.outputWriter();
    }

    /// Starts a program, which loads meanwhile: the first run waits for it.
    public static Program start(List<String> command) throws IOException {
        return start(command, Map.of());
    }

    /// Starts a program with further environment variables.
    public static Program start(List<String> command, Map<String, String> environment) throws IOException {
        var builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().putAll(environment);
        return new Program(builder.start());
    }

    /// Computes a prompt from nothing and generates greedily, as if the model never ended.
    public Run run(List<Integer> prompt, int generate) throws IOException {
        clear();
        Run computed = prompt(prompt);
        return computed.then(generate(generate));
    }

    /// Forgets all tokens.
    public void clear() throws IOException {
        ask("clear");
    }

    /// Computes tokens after those that are there.
    public Run prompt(List<Integer> ids) throws IOException {
        return ask("prompt " + ids.stream().map(String::valueOf).collect(Collectors.joining(" ")));
    }

    /// Generates so many tokens more.
    public Run generate(int tokens) throws IOException {
        return ask("generate " + tokens);
    }

    private Run ask(String command) throws IOException {
        commands.write(command + "\n");
        commands.flush();
        String line = answers.readLine();
        if (line != null && line.equals("ready")) line = answers.readLine();
        if (line == null) throw new IOException("a program ended: what it said is above");
        return Run.read(line);
    }

    /// Waits until the threads of whoever has just computed have gone to sleep: those of llama.cpp's default pool spin on for
    /// 200 ms.
    public static void awaitIdleThreads() throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(300);
    }

    /// Returns a number of kilobytes that the system keeps of its memory, such as `VmRSS` or `VmHWM`, in MiB.
    public double memory(String field) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), "status")))
            if (line.startsWith(field + ":")) return Long.parseLong(line.replaceAll("\\D", "")) / 1024.0;
        throw new IOException("this system does not tell the %s of a process".formatted(field));
    }

    /// Ends it, and waits for that.
    @Override
    public void close() throws IOException {
        commands.close();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) process.destroyForcibly();
        } catch (InterruptedException _) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
