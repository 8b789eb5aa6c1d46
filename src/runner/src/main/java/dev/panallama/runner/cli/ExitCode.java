package dev.panallama.runner.cli;

/// What the process returns to its caller.
final class ExitCode {
    static final int OK = 0;
    static final int FAILURE = 1;
    static final int USAGE = 2;
    static final int NOT_FOUND = 3;
    static final int INTERRUPTED = 130;

    private ExitCode() {}
}
