package dev.panallama.runner.store;

import dev.panallama.runner.console.Progress;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;

/// A file on a model hub, or any other web server.
///
/// @param uri its address
/// @param bytes its length
public record HubFile(URI uri, long bytes) implements Source {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Override
    public void download(Path partial, Progress progress) throws IOException, InterruptedException {
        try (var download = new HttpDownload(this, partial, PATIENCE)) {
            download.run(progress);
        }
    }

    @Override
    public long scratchBytes() {
        return 0;
    }

    @Override
    public String toString() {
        return uri.getHost();
    }
}
