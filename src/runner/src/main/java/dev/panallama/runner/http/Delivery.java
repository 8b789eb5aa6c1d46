package dev.panallama.runner.http;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/// Sends an answer as fast as its client reads. However long that takes, only who reads nothing for some time counts as
/// gone. Any thread may send.
final class Delivery {
    private static final int PIECE = 16 << 10; // bytes, by which it is seen that a client reads; each a copy, which holds no more

    private final HttpServerRequest request;
    private final HttpServerResponse response;
    private final Duration patience;
    private final AtomicLong delivered = new AtomicLong(); // pieces

    /// @param patience how long a client may read nothing
    Delivery(HttpServerRequest request, Duration patience) {
        this.request = request;
        response = request.response();
        this.patience = patience;
    }

    /// Sends all there is, and waits until it is delivered. No more than some pieces are on their way at a time.
    ///
    /// @throws CancellationException if the client has gone
    void sendWhole(Buffer bytes) {
        int last = request.method().equals(HttpMethod.HEAD) ? 0 : Math.max(0, bytes.length() - PIECE);
        if (last > 0) response.putHeader("Content-Length", Integer.toString(bytes.length()));
        for (int from = 0; from < last; from += PIECE) {
            Future<Void> sent = send(bytes.getBuffer(from, Math.min(from + PIECE, last)));
            if (response.writeQueueFull()) await(sent);
        }
        await(response.end(bytes.getBuffer(last, bytes.length())));
    }

    /// Sends what comes next, and does not wait.
    Future<Void> send(Buffer bytes) {
        Future<Void> sent = Future.succeededFuture();
        for (int from = 0; from < bytes.length(); from += PIECE)
            sent = response.write(bytes.getBuffer(from, Math.min(from + PIECE, bytes.length())))
                    .onSuccess(_ -> delivered.incrementAndGet());
        return sent;
    }

    /// Waits until something is delivered, for as long as the client reads.
    ///
    /// @throws CancellationException if the client has gone
    void await(Future<Void> sent) {
        CompletableFuture<Void> done = sent.toCompletionStage().toCompletableFuture();
        long before;
        do {
            before = delivered.get();
            if (isDone(done)) return;
        } while (delivered.get() > before);
        request.connection().close();
        throw Cancellation.gone();
    }

    private boolean isDone(CompletableFuture<Void> sent) {
        try {
            sent.get(patience.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException _) {
            return false;
        } catch (ExecutionException failed) {
            throw Cancellation.gone();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw Cancellation.gone();
        }
    }
}
