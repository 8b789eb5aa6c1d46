package dev.panallama.runner.log;

import java.lang.System.Logger.Level;

/// A program that writes a log, with an argument as the command line does.
final class LoggingProgram {
    private LoggingProgram() {}

    public static void main(String[] args) {
        if (args.length > 0) StderrLoggers.silence();
        System.getLogger("dev.panallama.test").log(Level.WARNING, "heard {0}", "it");
    }
}
