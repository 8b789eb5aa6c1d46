package dev.panallama.runner.console;

/// Hears how far a task has come that takes long.
public interface Progress {
    /// Is told how many bytes are done. Called often, and from the thread that does the task.
    void at(long bytes);
}
