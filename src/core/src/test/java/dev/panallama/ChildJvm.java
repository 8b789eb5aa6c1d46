package dev.panallama;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Runs a main class of the tests in a JVM of its own, so that a crash is a red test and not a dead build.
public final class ChildJvm {
    /// What the child left behind.
    public record Result(int exit, String output) {}

    private ChildJvm() {}

    /// Runs a class with the class path of this test and waits for it, two minutes at most.
    public static Result run(Class<?> main, String... arguments) throws IOException, InterruptedException {
        // all of the heap at once, so that what grows is native memory
        List<String> heap = List.of("-Xms192m", "-Xmx192m", "-XX:+AlwaysPreTouch");
        Process child = builder(main, heap, List.of(arguments)).redirectErrorStream(true).start();
        String output = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!child.waitFor(2, TimeUnit.MINUTES)) child.destroyForcibly().waitFor();
        return new Result(child.exitValue(), output);
    }

    /// Prepares a JVM with the class path of this test.
    public static ProcessBuilder builder(Class<?> main, List<String> options, List<String> arguments) {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--illegal-native-access=deny",
                "-XX:-CreateCoredumpOnCrash",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1")); // it does not live long enough for more
        command.addAll(options);
        command.addAll(List.of("-cp", classPath(), main.getName()));
        command.addAll(arguments);
        var builder = new ProcessBuilder(command);
        builder.environment().put("MALLOC_ARENA_MAX", "1"); // with these two, glibc gives back what is freed
        builder.environment().put("MALLOC_MMAP_THRESHOLD_", "1000000");
        return builder;
    }

    /// The module path and the class path of this JVM as one class path, and the classes patched into the module.
    private static String classPath() {
        return Stream.of(
                "target/test-classes",
                System.getProperty("jdk.module.path", ""),
                System.getProperty("java.class.path", ""))
                .filter(it -> !it.isEmpty())
                .collect(Collectors.joining(File.pathSeparator));
    }
}
