package dev.panallama.runner.console;

/// Hears how far a task has come that takes long, and when it ends.
@FunctionalInterface
public interface Progress extends AutoCloseable {
    /// Is told how many bytes are done. Called often, and from one thread at a time.
    void at(long bytes);

    /// Is told how many bytes there are, if that was not known before.
    default void of(long total) {}

    /// Is told that the task has ended, well or not.
    @Override
    default void close() {}
}
