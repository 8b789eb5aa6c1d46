package dev.panallama.runner.http;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Closes the connections on which nothing is asked for long: one that never gets to the end of its first header, say. However
/// long an answer takes, its connection stays. What is told of a connection comes from its own event loop.
final class IdleConnections {
    private final Vertx vertx;
    private final Duration patience;
    private final Map<HttpConnection, State> open = new ConcurrentHashMap<>();

    IdleConnections(Vertx vertx, Duration patience) {
        this.vertx = vertx;
        this.patience = patience;
    }

    /// How many answers are awaited on a connection, and what closes it if there are none.
    private record State(int awaited, long timer) {
        static final long NONE = -1;
    }

    /// Watches a connection that was just opened.
    void add(HttpConnection connection) {
        open.put(connection, idle(connection));
        connection.closeHandler(_ -> {
            State last = open.remove(connection);
            if (last != null) vertx.cancelTimer(last.timer());
        });
    }

    /// Notes that something is asked.
    void asked(HttpConnection connection) {
        open.computeIfPresent(connection, (_, before) -> {
            vertx.cancelTimer(before.timer());
            return new State(before.awaited() + 1, State.NONE);
        });
    }

    /// Notes that something is answered.
    void answered(HttpConnection connection) {
        open.computeIfPresent(connection, (_, before) -> before.awaited() == 1
                ? idle(connection)
                : new State(before.awaited() - 1, State.NONE));
    }

    private State idle(HttpConnection connection) {
        return new State(0, vertx.setTimer(patience.toMillis(), _ -> connection.close()));
    }
}
