package dev.panallama.runner.http;

import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.io.InputStream;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// What a client sends, read while it comes: it sends no faster than that, so that never more than a piece of it is in memory. Serves one
/// thread.
final class Upload extends InputStream {
    private static final long PATIENCE = 60; // seconds without a byte
    private static final byte[] NOTHING = {};

    private final HttpServerRequest request;
    private final Context context;
    private final BlockingQueue<Optional<Buffer>> pieces = new LinkedBlockingQueue<>(); // an empty one at the end
    private byte[] piece = NOTHING;
    private int position;
    private volatile boolean read;

    /// Begins to receive. Called on the event loop, before anything has come.
    Upload(Context context, HttpServerRequest request) {
        this.context = context;
        this.request = request;
        request.pause();
        request.handler(it -> pieces.add(Optional.of(it)));
        request.endHandler(_ -> pieces.add(Optional.empty()));
    }

    @Override
    public int read() {
        return isAtEnd() ? -1 : Byte.toUnsignedInt(piece[position++]);
    }

    @Override
    public int read(byte[] target, int offset, int length) {
        if (length == 0) return 0;
        if (isAtEnd()) return -1;
        int count = Math.min(length, piece.length - position);
        System.arraycopy(piece, position, target, offset, count);
        position += count;
        return count;
    }

    private boolean isAtEnd() {
        while (!read && position == piece.length) next();
        return read;
    }

    /// Waits for the next piece. Who sends nothing for a minute counts as gone.
    private void next() {
        context.runOnContext(_ -> request.fetch(1));
        try {
            Optional<Buffer> next = pieces.poll(PATIENCE, TimeUnit.SECONDS);
            if (next == null) throw Cancellation.gone();
            piece = next.map(Buffer::getBytes).orElse(NOTHING);
            position = 0;
            read = next.isEmpty();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw Cancellation.gone();
        }
    }

    /// Whether all has been read.
    boolean isRead() {
        return read;
    }

    /// Drops what is still to come.
    void drop() {
        context.runOnContext(_ -> request.handler(_ -> {}).resume());
    }
}
