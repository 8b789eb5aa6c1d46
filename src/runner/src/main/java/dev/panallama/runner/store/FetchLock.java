package dev.panallama.runner.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// Lets one process at a time fetch a model. The system frees it when the process ends, however it ends;
/// the empty file stays, since deleting it would let a third process in beside the second.
record FetchLock(FileChannel channel) implements AutoCloseable {
    /// Waits for the lock.
    ///
    /// @param whenTaken run before waiting, if another process holds it
    static FetchLock acquire(Path file, Runnable whenTaken) throws IOException {
        var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (channel.tryLock() == null) {
            whenTaken.run();
            channel.lock();
        }
        return new FetchLock(channel);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
