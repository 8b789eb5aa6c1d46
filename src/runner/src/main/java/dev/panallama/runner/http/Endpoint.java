package dev.panallama.runner.http;

/// Answers requests of one kind. Each runs on a virtual thread of its own.
@FunctionalInterface
public interface Endpoint {
    /// Answers one request.
    ///
    /// @throws Exception if it cannot; it becomes an answer in the dialect's shape
    void answer(Exchange exchange) throws Exception;
}
