package dev.panallama.runner.cli;

import java.util.LinkedHashMap;
import java.util.Map;

/// What the process returns to its caller.
final class ExitCode {
    static final int OK = 0;
    static final int FAILURE = 1;
    static final int USAGE = 2;
    static final int NOT_FOUND = 3;
    static final int UNREACHABLE = 4;
    static final int INTERRUPTED = 130;

    private ExitCode() {}

    /// Returns what each of them means, for the help of a command.
    static Map<String, String> meanings() {
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
