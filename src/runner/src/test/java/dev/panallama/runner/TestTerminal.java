package dev.panallama.runner;

import java.util.ArrayList;
import java.util.List;

/// Gives programs a real terminal, by Python's `pty`: what is written to the process is typed there, and what it shows can be read.
public final class TestTerminal {
    private static final String OPEN = "import os, pty, sys; sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))";

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
}
