package dev.panallama.runner;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Starts real processes with the classes under test.
public final class JavaProcess {
    /// What a process did.
    public record Result(int exitCode, String out, String err) {}

    private JavaProcess() {}

    /// Returns the command that starts a class, with the test's own class path.
    public static List<String> command(String mainClass, String... arguments) {
        String classPath = Stream.of("jdk.module.path", "java.class.path", "surefire.test.class.path")
                .map(it -> System.getProperty(it, ""))
                .filter(it -> !it.isEmpty())
                .collect(Collectors.joining(File.pathSeparator));
        String tests = Path.of(JavaProcess.class.getProtectionDomain().getCodeSource().getLocation().getPath())
                .toString();
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                classPath + File.pathSeparator + tests,
                mainClass));
        command.addAll(List.of(arguments));
        return command;
    }

    /// Runs `panallama` to its end.
    public static Result panallama(String... arguments) throws Exception {
        return panallama("", Map.of(), arguments);
    }

    /// Runs `panallama` to its end, with something on standard input and in the environment.
    public static Result panallama(String input, Map<String, String> environment, String... arguments)
            throws Exception {
        var builder = new ProcessBuilder(command("dev.panallama.runner.cli.Panallama", arguments));
        builder.environment().putAll(environment);
        Process process = builder.start();
        try (var stdin = process.getOutputStream()) {
            stdin.write(input.getBytes(StandardCharsets.UTF_8));
        } catch (IOException _) {
            // It did not want it.
        }
        return result(process);
    }

    /// Waits for a process, two minutes at most.
    public static Result result(Process process) throws Exception {
        var out = CompletableFuture.supplyAsync(() -> read(process.inputReader(StandardCharsets.UTF_8)));
        var err = CompletableFuture.supplyAsync(() -> read(process.errorReader(StandardCharsets.UTF_8)));
        if (!process.waitFor(2, TimeUnit.MINUTES)) process.destroyForcibly();
        return new Result(process.waitFor(), out.join(), err.join());
    }

    private static String read(java.io.BufferedReader reader) {
        return reader.lines().map(it -> it + "\n").collect(Collectors.joining());
    }
}
