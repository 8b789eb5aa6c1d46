package dev.panallama.runner.store;

import dev.panallama.runner.console.Progress;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;

/// Downloads one file into a partial one: goes on where that ends, and tries again what fails on the way.
/// Serves one thread.
final class HttpDownload implements AutoCloseable {
    private static final int ATTEMPTS = 4;

    private final HubFile file;
    private final Path partial;
    private final Duration patience;
    private final HttpClient client;

    /// @param patience how long the server may stay silent
    HttpDownload(HubFile file, Path partial, Duration patience) {
        this.file = file;
        this.partial = partial;
        this.patience = patience;
        client = HttpClient.newBuilder()
                .connectTimeout(patience)
                .followRedirects(HttpClient.Redirect.NORMAL)
                .build();
    }

    /// Tries until the file is whole, or several attempts in a row brought nothing.
    void run(Progress progress) throws IOException, InterruptedException {
        for (int attempt = 1; length() != file.bytes(); attempt++) {
            long before = length();
            try {
                transfer(progress);
            } catch (RefusedException e) {
                throw e;
            } catch (IOException e) {
                if (length() > before) attempt = 0;
                if (attempt == ATTEMPTS) throw e;
                Thread.sleep(patience.dividedBy(30).multipliedBy(attempt));
            }
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
        client.close();
    }

    private void transfer(Progress progress) throws IOException, InterruptedException {
        if (length() > file.bytes()) Files.delete(partial);
        long from = length();
        var response = client.send(request(from), BodyHandlers.ofInputStream());
        try (var body = new GuardedStream(response.body(), patience);
                var sink = open(response, from)) {
            copy(body, sink, response.statusCode() == 206 ? from : 0, progress);
        }
    }

    private HttpRequest request(long from) {
        var request = HttpRequest.newBuilder(file.uri()).timeout(patience);
        if (from > 0) request.header("Range", "bytes=%d-".formatted(from));
        return request.build();
    }

    private OutputStream open(HttpResponse<?> response, long from) throws IOException {
        return switch (response.statusCode()) {
            case 200 -> Files.newOutputStream(partial);
            case 206 -> continued(response, from);
            case 408, 429, 500, 502, 503, 504 -> throw new IOException(answered(response));
            default -> throw new RefusedException(answered(response));
        };
    }

    private OutputStream continued(HttpResponse<?> response, long from) throws IOException {
        String range = response.headers().firstValue("Content-Range").orElse("none");
        if (!range.startsWith("bytes %d-".formatted(from)))
            throw new RefusedException("the server sent the range %s, not from %d".formatted(range, from));
        return Files.newOutputStream(partial, StandardOpenOption.APPEND);
    }

    private void copy(InputStream body, OutputStream sink, long from, Progress progress) throws IOException {
        byte[] buffer = new byte[1 << 16];
        long done = from;
        for (int n = body.read(buffer); n >= 0; n = body.read(buffer)) {
            sink.write(buffer, 0, n);
            done += n;
            if (done > file.bytes())
                throw new RefusedException("the server sends more than %,d bytes".formatted(file.bytes()));
            progress.at(done);
        }
        if (done < file.bytes())
            throw new IOException("the connection ended after %,d of %,d bytes".formatted(done, file.bytes()));
    }

    private long length() throws IOException {
        return Files.exists(partial) ? Files.size(partial) : 0;
    }

    private static String answered(HttpResponse<?> response) {
        return "%s answered %d".formatted(response.uri().getHost(), response.statusCode());
    }

    /// Thrown when trying again cannot help.
    private static final class RefusedException extends IOException {
        private static final long serialVersionUID = 1L;

        RefusedException(String message) {
            super(message);
        }
    }
}
