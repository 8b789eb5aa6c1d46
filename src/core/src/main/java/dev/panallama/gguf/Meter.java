package dev.panallama.gguf;

import java.util.concurrent.CancellationException;

/// Counts what is written, tells a listener, and ends the work when that or an interrupt says so.
final class Meter {
    /// How much is copied between two looks.
    static final long PIECE = 8 << 20;

    private final GgufProgress progress;
    private final long total;
    private long done;

    /// @param total the bytes of tensors that will be written
    Meter(GgufProgress progress, long total) {
        this.progress = progress;
        this.total = total;
    }

    void add(long bytes) {
        done += bytes;
        if (Thread.currentThread().isInterrupted()) throw interrupted();
        if (!progress.at(total == 0 ? 1 : (double) done / total))
            throw new CancellationException("writing was cancelled by its listener");
    }

    static CancellationException interrupted() {
        return new CancellationException("writing was interrupted");
    }
}
