package dev.panallama.runner.download;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;

/// Ends a stream that stays silent too long: a read of a dead connection would wait for ever.
final class GuardedStream extends FilterInputStream {
    private final Thread guard;
    private volatile long lastRead = System.nanoTime();
    private volatile boolean silent;

    GuardedStream(InputStream in, Duration patience) {
        super(in);
        guard = Thread.startVirtualThread(() -> watch(patience));
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int n = in.read(buffer, offset, length);
        if (silent) throw new IOException("the server stopped sending");
        lastRead = System.nanoTime();
        return n;
    }

    @Override
    public void close() throws IOException {
        guard.interrupt();
        in.close();
    }

    private void watch(Duration patience) {
        try {
            do
                Thread.sleep(patience);
            while (System.nanoTime() - lastRead < patience.toNanos());
            silent = true;
            in.close();
        } catch (InterruptedException | IOException _) {
            // Closed: nothing is left to watch.
        }
    }
}
