package dev.panallama.runner.desktop;

import dev.panallama.Isolation;
import dev.panallama.runner.Runner;
import dev.panallama.runner.RunnerOptions;
import java.awt.EventQueue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;
import javax.swing.JFrame;

/// A program that lives on when its chat is closed: `ChatMemory MODEL ISOLATION`. Says on standard output, before there is a chat, with
/// one that has answered, when that is closed, and with another one, what the program and the model's process have: how many processes
/// they are, how often the model's file is mapped, and the resident megabytes.
final class ChatMemory {
    private ChatMemory() {}

    public static void main(String[] args) throws Exception {
        Path model = Path.of(args[0]).toRealPath();
        Runner runner = Runner.start(RunnerOptions.defaults()
                .withFiles(model)
                .withFolder(Path.of("no-such-folder"))
                .withOnline(false)
                .withIsolation(Isolation.valueOf(args[1]))
                .withThreads(1)
                .withSlots(1));
        JFrame frame = on(() -> {
            var made = new JFrame("test");
            made.setVisible(true);
            return made;
        });
        report("before", model);
        for (int i = 0; i < 2; i++) {
            ChatPanel panel = on(() -> {
                var made = new ChatPanel(runner, "smollm2");
                frame.add(made);
                frame.revalidate();
                made.send("What is the capital of France? Answer in one sentence.");
                return made;
            });
            while (on(panel::isBusy)) Thread.sleep(20);
            report("open", model);
            on(() -> {
                panel.close(); // returns at once
                frame.remove(panel);
                return panel;
            });
            Instant deadline = Instant.now().plus(Duration.ofMinutes(1));
            while ((mappings(model) > 0 || processes().count() > 1) && Instant.now().isBefore(deadline))
                Thread.sleep(20);
            report("closed", model);
        }
        on(() -> {
            frame.dispose();
            return frame;
        });
        runner.close();
    }

    private static <T> T on(Callable<T> work) throws Exception {
        var task = new FutureTask<>(work);
        EventQueue.invokeLater(task);
        return task.get();
    }

    private static void report(String when, Path model) {
        System.gc();
        System.out.printf("%s: %d %d %d%n", when, processes().count(), mappings(model), residentMegabytes());
    }

    /// Returns this process and those that it has started.
    private static Stream<Path> processes() {
        ProcessHandle self = ProcessHandle.current();
        return Stream.concat(Stream.of(self), self.children()).map(it -> Path.of("/proc", String.valueOf(it.pid())));
    }

    private static long mappings(Path file) {
        return lines("maps").filter(it -> it.endsWith(" " + file)).count();
    }

    private static long residentMegabytes() {
        return lines("status").filter(it -> it.startsWith("VmRSS:"))
                .mapToLong(it -> Long.parseLong(it.replaceAll("\\D", ""))).sum() / 1024;
    }

    private static Stream<String> lines(String file) {
        return processes().flatMap(it -> {
            try {
                return Files.readAllLines(it.resolve(file)).stream();
            } catch (IOException _) { // it has ended meanwhile
                return Stream.of();
            }
        });
    }
}
