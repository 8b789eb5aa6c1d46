package dev.panallama.runner.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLockInterruptionException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/// Lets one thread of one process at a time change something. The system frees it when the process ends, however it ends;
/// the empty file stays, since deleting it would let a third process in beside the second.
record FetchLock(FileChannel channel, ReentrantLock here) implements AutoCloseable {
    private static final Map<Path, ReentrantLock> HERE = new ConcurrentHashMap<>(); // a file's lock is the process's

    /// Waits for the lock.
    ///
    /// @param whenTaken run before waiting, if somebody else holds it
    static FetchLock acquire(Path file, Runnable whenTaken) throws IOException, InterruptedException {
        ReentrantLock here = HERE.computeIfAbsent(file.toAbsolutePath().normalize(), _ -> new ReentrantLock());
        if (!here.tryLock()) {
            whenTaken.run();
            here.lockInterruptibly();
        }
        try {
            return new FetchLock(locked(file, whenTaken), here);
        } catch (FileLockInterruptionException _) {
            here.unlock();
            boolean _ = Thread.interrupted(); // the exception says so from here on
            throw new InterruptedException("the thread that waits for another process was interrupted");
        } catch (IOException | RuntimeException failed) {
            here.unlock();
            throw failed;
        }
    }

    private static FileChannel locked(Path file, Runnable whenTaken) throws IOException {
        var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (channel.tryLock() == null) {
                whenTaken.run();
                channel.lock();
            }
            return channel;
        } catch (IOException | RuntimeException failed) {
            channel.close();
            throw failed;
        }
    }

    @Override
    public void close() throws IOException {
        try {
            channel.close();
        } finally {
            here.unlock();
        }
    }
}
