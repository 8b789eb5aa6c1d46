package dev.panallama.runner.log;

/// Gives every `System.Logger` of the process its place: standard error.
public final class StderrLoggers extends System.LoggerFinder {
    @Override
    public System.Logger getLogger(String name, Module module) {
        return new StderrLogger(name);
    }
}
