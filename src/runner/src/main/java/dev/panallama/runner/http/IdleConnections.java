package dev.panallama.runner.http;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Closes the connections on which nothing is asked for long: one that never gets to the end of its first header, say. A request
/// that has begun has a time to arrive as a whole, whether it was answered meanwhile or not. However long an answer takes, its
/// connection stays. Any thread may tell.
final class IdleConnections {
    private final Vertx vertx;
    private final Duration patience;
    private final Duration arriving;
    private final Map<HttpConnection, State> open = new ConcurrentHashMap<>();

    /// @param patience how long nothing may be asked
    /// @param arriving how long a request may take until it is there
    IdleConnections(Vertx vertx, Duration patience, Duration arriving) {
        this.vertx = vertx;
        this.patience = patience;
        this.arriving = arriving;
    }

    /// How many answers are awaited on a connection, whether a request is still coming, and what closes it.
    private record State(int awaited, boolean arriving, long timer) {
        static final long NONE = -1;
    }

    /// Watches a connection that was just opened.
    void add(HttpConnection connection) {
        open.put(connection, rested(connection, 0));
        connection.closeHandler(_ -> {
            State last = open.remove(connection);
            if (last != null) vertx.cancelTimer(last.timer());
        });
    }

    /// Notes that a request has begun.
    void asked(HttpConnection connection) {
        open.computeIfPresent(connection, (_, before) -> {
            vertx.cancelTimer(before.timer());
            return new State(before.awaited() + 1, true, timer(connection, arriving));
        });
    }

    /// Notes that a request is there as a whole, or that it may take any time. Telling it twice does nothing.
    void arrived(HttpConnection connection) {
        open.computeIfPresent(connection, (_, before) -> {
            if (!before.arriving()) return before;
            vertx.cancelTimer(before.timer());
            return rested(connection, before.awaited());
        });
    }

    /// Notes that something is answered.
    void answered(HttpConnection connection) {
        open.computeIfPresent(connection, (_, before) -> before.arriving()
                ? new State(before.awaited() - 1, true, before.timer())
                : rested(connection, before.awaited() - 1));
    }

    private State rested(HttpConnection connection, int awaited) {
        return new State(awaited, false, awaited == 0 ? timer(connection, patience) : State.NONE);
    }

    private long timer(HttpConnection connection, Duration time) {
        return vertx.setTimer(time.toMillis(), _ -> connection.close());
    }
}
