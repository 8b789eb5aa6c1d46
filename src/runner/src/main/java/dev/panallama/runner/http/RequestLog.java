package dev.panallama.runner.http;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/// Writes a line of JSON for each request when it has been answered: never what it says, its query or its key. Any thread may
/// write.
final class RequestLog implements AutoCloseable {
    private static final Logger LOG = System.getLogger("dev.panallama.server");

    private final Optional<BufferedWriter> out;

    private RequestLog(Optional<BufferedWriter> out) {
        this.out = out;
    }

    /// Opens a log that goes on where the file ends, or one that writes nothing.
    ///
    /// @throws IOException if the file cannot be written
    static RequestLog open(Optional<Path> file) throws IOException {
        if (file.isEmpty()) return new RequestLog(Optional.empty());
        return new RequestLog(Optional.of(Files.newBufferedWriter(file.get(), StandardOpenOption.CREATE,
                StandardOpenOption.APPEND)));
    }

    /// Writes a line.
    void write(ServedRequest request) {
        out.ifPresent(it -> {
            try {
                synchronized (this) {
                    it.write(request.json() + "\n");
                    it.flush();
                }
            } catch (IOException failed) { // a full disk is no reason not to answer
                LOG.log(Level.WARNING, "a request could not be logged: {0}", failed.getMessage());
            }
        });
    }

    @Override
    public void close() {
        try {
            if (out.isPresent()) out.get().close();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
