package dev.panallama.runner.store;

import dev.panallama.runner.console.Notices;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// A process that fetches a model: `Pull FOLDER ADDRESS BYTES SHA256`.
final class Pull {
    private Pull() {}

    static Release release(URI uri, long bytes, String sha256) {
        return release("a test", "model.gguf", uri, OptionalLong.of(bytes), Optional.of(sha256));
    }

    static Release release(String from, String file, URI uri, OptionalLong bytes, Optional<String> sha256) {
        var source = new WebFile(uri, bytes, Optional.empty());
        return new Release(ModelName.parse("test"), "a test file", Optional.empty(), "", from, List.of(
                new RemoteFile(file, bytes, sha256, List.of(source))));
    }

    static Fetcher fetcher(Path folder, Notices notices) {
        var library = new Library(new ModelStore(folder), new Inventory(folder, List.of()), Optional.empty());
        return library.fetcher(new PullNotices(notices, _ -> false));
    }

    public static void main(String[] args) throws Exception {
        Release release = release(URI.create(args[1]), Long.parseLong(args[2]), args[3]);
        System.out.println(fetcher(Path.of(args[0]), new Notices(System.err, () -> 0)).fetch(release));
    }
}
