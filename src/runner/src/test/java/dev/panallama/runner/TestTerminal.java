package dev.panallama.runner;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Gives programs a real terminal, by Python's `pty`: what is written to the process is typed there, and what it shows can be read.
public final class TestTerminal {
    /// Ctrl-C works there, also where a shell has begun the tests in the background.
    private static final String OPEN = "import os, pty, signal, sys; signal.signal(signal.SIGINT, signal.SIG_DFL); "
            + "sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))";

    private TestTerminal() {}

    /// Returns the command that runs another one in a terminal.
    public static List<String> command(int columns, List<String> command) {
        var all = new ArrayList<>(List.of("python3", "-c", OPEN, "sh", "-c",
                "stty cols %d rows 24; exec \"$@\"".formatted(columns), "sh"));
        all.addAll(command);
        return all;
    }

    /// Returns what a terminal shows of a command until it has ended.
    public static JavaProcess.Result result(int columns, List<String> command) throws Exception {
        return JavaProcess.result(new ProcessBuilder(command(columns, command)).start());
    }

    /// Reads what a command shows until there is a text among it. It has two minutes in all.
    public static void awaits(Process command, String text) throws IOException {
        command.onExit().completeOnTimeout(command, 2, TimeUnit.MINUTES).thenAccept(Process::destroyForcibly);
        var shown = new StringBuilder();
        while (shown.indexOf(text) < 0) {
            int next = command.inputReader(StandardCharsets.UTF_8).read();
            if (next < 0) throw new AssertionError("%s is not in %s".formatted(text, shown));
            shown.append((char) next);
        }
    }
}
