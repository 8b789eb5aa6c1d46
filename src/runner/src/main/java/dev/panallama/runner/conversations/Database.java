package dev.panallama.runner.conversations;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The one connection to the database, used by a thread of its own: callers may be interrupted at any moment, and an interrupt
/// would close the file under it. It is opened when it is needed first, and again after a failure. Any thread may use it.
final class Database implements AutoCloseable {
    private static final Logger LOG = System.getLogger("dev.panallama.conversations");

    /// What is done in one transaction.
    @FunctionalInterface
    interface Work<T> {
        T with(Connection connection) throws SQLException;
    }

    private static final long PATIENCE = 10; // seconds

    private final DatabaseFile file;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("panallama conversations").factory());
    private @Nullable Connection connection; // of the thread
    private volatile Optional<String> notice = Optional.empty();

    Database(Path folder) {
        file = new DatabaseFile(folder);
    }

    /// Returns what the user is to be told.
    Optional<String> notice() {
        return notice;
    }

    /// Does something as a whole or not at all.
    ///
    /// @throws ConversationsUnavailableException if the database cannot be used
    /// @throws InterruptedException if the caller is interrupted; what has begun is done all the same
    <T> T run(Work<T> work) throws InterruptedException {
        Future<T> result = submit(work);
        try {
            return result.get();
        } catch (InterruptedException interrupted) {
            result.cancel(false);
            throw interrupted;
        } catch (ExecutionException failed) {
            switch (failed.getCause()) {
                case RuntimeException it -> throw it;
                case Error it -> throw it;
                case null, default -> throw new IllegalStateException(failed);
            }
        }
    }

    private <T> Future<T> submit(Work<T> work) {
        try {
            return thread.submit(() -> transaction(work));
        } catch (RejectedExecutionException closed) {
            throw new IllegalStateException("the conversations are closed", closed);
        }
    }

    private <T> T transaction(Work<T> work) {
        Connection open = connection();
        boolean done = false;
        try {
            T result = work.with(open);
            open.commit();
            done = true;
            return result;
        } catch (SQLException failed) {
            disconnect();
            LOG.log(Level.ERROR, "the database of conversations failed", failed);
            throw new ConversationsUnavailableException(
                    "these conversations cannot be used at present: the server's log says why", failed);
        } finally {
            if (!done) undo();
        }
    }

    private Connection connection() {
        Connection there = connection;
        if (there != null) return there;
        DatabaseFile.Opened opened = file.open();
        if (opened.notice().isPresent()) notice = opened.notice();
        connection = opened.connection();
        return opened.connection();
    }

    private void undo() {
        Connection there = connection;
        if (there == null) return;
        try {
            there.rollback();
        } catch (SQLException _) { // it is opened again
            disconnect();
        }
    }

    private void disconnect() {
        Connection there = connection;
        connection = null;
        if (there == null) return;
        try {
            there.close();
        } catch (SQLException failed) {
            LOG.log(Level.DEBUG, "while closing the conversations", failed);
        }
    }

    /// Waits for what is being done, and frees the file. Closing twice does nothing.
    @Override
    public void close() {
        if (thread.isShutdown()) return;
        var _ = thread.submit(this::disconnect);
        thread.shutdown(); // and never shutdownNow, as close() would do where the caller is interrupted
        try {
            boolean _ = thread.awaitTermination(PATIENCE, TimeUnit.SECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
