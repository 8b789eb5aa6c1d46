package dev.panallama.runner.serving;

/// The end of something that fails only by what the caller could not have known.
@FunctionalInterface
interface Closing extends AutoCloseable {
    @Override
    void close();
}
