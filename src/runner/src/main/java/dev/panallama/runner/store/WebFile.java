package dev.panallama.runner.store;

import dev.panallama.runner.console.Progress;
import dev.panallama.runner.download.Credential;
import dev.panallama.runner.download.Download;
import dev.panallama.runner.download.WebClient;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;

/// A file on a model hub, or any other web server.
///
/// @param uri its address
/// @param bytes its length, if that is known
/// @param credential what tells the server who asks, if it wants to know
public record WebFile(URI uri, OptionalLong bytes, Optional<Credential> credential) implements Source {
    @Override
    public void download(Path partial, Progress progress) throws IOException, InterruptedException {
        try (var web = new WebClient(credential)) {
            new Download(web, uri, partial).run(bytes, progress);
        }
    }

    @Override
    public String toString() {
        return uri.getHost();
    }
}
