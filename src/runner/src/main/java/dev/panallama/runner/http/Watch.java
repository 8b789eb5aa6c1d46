package dev.panallama.runner.http;

/// What is done when a client goes away, until it is closed.
@FunctionalInterface
public interface Watch extends AutoCloseable {
    @Override
    void close();
}
