package dev.panallama.runner.log;

/// Gives every `System.Logger` of the command line its place: standard error. In another program, which has not named a
/// [level][StderrLogger#LEVEL], they go where Java has them go by itself.
public final class StderrLoggers extends System.LoggerFinder {
    @Override
    public System.Logger getLogger(String name, Module module) {
        return System.getProperty(StderrLogger.LEVEL) == null ? new ProgramLogger(name) : new StderrLogger(name);
    }

    /// Has this process write no log, unless something else was said: it is the command line, which says itself what fails.
    public static void silence() {
        System.setProperty(StderrLogger.LEVEL, System.getProperty(StderrLogger.LEVEL, System.Logger.Level.OFF.name()));
    }
}
