package dev.panallama.runner.cli.command;

import java.util.LinkedHashMap;
import java.util.Map;

/// What the process returns to its caller.
public final class ExitCode {
    public static final int OK = 0;
    public static final int FAILURE = 1;
    public static final int USAGE = 2;
    public static final int NOT_FOUND = 3;
    public static final int UNREACHABLE = 4;
    public static final int INTERRUPTED = 130;

    private ExitCode() {}

    /// Returns what each of them means, for the help of a command.
    public static Map<String, String> meanings() {
        var all = new LinkedHashMap<String, String>();
        all.put("0", "done");
        all.put("1", "failed");
        all.put("2", "the command line is wrong");
        all.put("3", "there is no such model");
        all.put("4", "no server can be reached");
        all.put("130", "interrupted");
        return all;
    }
}
