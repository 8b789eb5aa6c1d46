package dev.panallama.runner.http;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.util.concurrent.TimeUnit;

/// An answer that comes piece by piece. The status is sent with the first one, so that until then the answer can still be an
/// error. Any thread may write; pieces do not mix.
public final class AnswerStream implements AutoCloseable {
    private static final long PULSE = TimeUnit.SECONDS.toMillis(10);

    private final HttpServerResponse response;
    private final Delivery delivery;
    private final Framing framing;
    private final Vertx vertx;
    private final long timer;
    private boolean begun;
    private boolean written; // since the last pulse

    AnswerStream(Vertx vertx, HttpServerResponse response, Delivery delivery, Framing framing) {
        this.vertx = vertx;
        this.response = response;
        this.delivery = delivery;
        this.framing = framing;
        timer = vertx.setPeriodic(PULSE, _ -> pulse());
    }

    /// Sends a message. Waits while the client does not read what it has got.
    ///
    /// @throws java.util.concurrent.CancellationException if the client has gone
    public void write(String message) {
        writeFramed(framing.frame(message));
    }

    /// Sends a message as a server-sent event that has a name, see [#write(String)].
    public void write(String event, String message) {
        writeFramed(framing.frame(event, message));
    }

    private void writeFramed(String framed) {
        boolean full;
        Future<Void> sent;
        synchronized (this) {
            sent = send(framed);
            full = response.writeQueueFull();
        }
        if (full) delivery.await(sent);
        if (response.closed()) throw Cancellation.gone();
    }

    /// Ends the answer.
    public void end() {
        endWith("");
    }

    /// Ends the answer with a piece that is framed already.
    void endWith(String framed) {
        close();
        Future<Void> sent;
        synchronized (this) {
            begin();
            if (!framed.isEmpty()) delivery.send(Buffer.buffer(framed));
            sent = response.end();
        }
        delivery.await(sent);
    }

    synchronized boolean hasBegun() {
        return begun;
    }

    private synchronized void pulse() {
        if (!written && !framing.pulse().isEmpty() && !response.ended() && !response.closed()) send(framing.pulse());
        written = false;
    }

    private Future<Void> send(String text) {
        begin();
        written = true;
        return delivery.send(Buffer.buffer(text));
    }

    private void begin() {
        if (begun) return;
        begun = true;
        response.setChunked(true)
                .putHeader("Content-Type", framing.contentType())
                .putHeader("Cache-Control", "no-cache");
    }

    /// Stops the pulse.
    @Override
    public void close() {
        vertx.cancelTimer(timer);
    }
}
