package dev.panallama.runner.store;

import dev.panallama.runner.console.Notices;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;

/// A process that fetches a model: `FetchOnce FOLDER ADDRESS BYTES SHA256`.
final class FetchOnce {
    private FetchOnce() {}

    static ModelReference model(URI uri, long bytes, String sha256) {
        return new ModelReference.Named(
                new KnownModel("test", "model.gguf", bytes, sha256, "a test file", List.of(new HubFile(uri, bytes))));
    }

    public static void main(String[] args) throws Exception {
        var store = new ModelStore(Path.of(args[0]), true, new Notices(System.err, () -> false));
        System.out.println(store.locate(model(URI.create(args[1]), Long.parseLong(args[2]), args[3])));
    }
}
