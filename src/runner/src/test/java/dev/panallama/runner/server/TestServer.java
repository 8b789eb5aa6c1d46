package dev.panallama.runner.server;

import dev.panallama.Isolation;
import dev.panallama.TinyModels;
import dev.panallama.runner.TestModel;
import dev.panallama.runner.conversations.ConversationStore;
import dev.panallama.runner.http.ServerOptions;
import dev.panallama.runner.serving.ModelPool;
import dev.panallama.runner.serving.ServingOptions;
import dev.panallama.runner.store.Hub;
import dev.panallama.runner.store.Inventory;
import dev.panallama.runner.store.Library;
import dev.panallama.runner.store.ModelStore;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A server at a free port, with SmolLM2 as `smollm2` and a tiny embedding model as `bert`, and a plain client for it.
final class TestServer implements AutoCloseable {
    /// In this process, with one thread.
    static final ServingOptions SERVING = new ServingOptions(
            4, 2048, 1, 512, Duration.ofMinutes(5), 3, Isolation.NONE);

    private final ModelServer server;
    private final HttpClient client = HttpClient.newHttpClient();

    private TestServer(ModelServer server) {
        this.server = server;
    }

    static TestServer start() throws Exception {
        return start(ServerOptions.defaults().at("127.0.0.1", 0), SERVING);
    }

    static TestServer start(ServerOptions options, ServingOptions serving) throws Exception {
        return start(options, serving, List.of(TestModel.file(), TinyModels.bert()));
    }

    static TestServer start(ServerOptions options, ServingOptions serving, List<Path> models) throws Exception {
        return start(options, serving, models, Path.of("no-such-folder"), Optional.empty());
    }

    /// @param folder keeps what is fetched
    /// @param hub where that comes from
    static TestServer start(ServerOptions options, ServingOptions serving, List<Path> models, Path folder,
            Optional<Hub> hub) throws Exception {
        var library = new Library(new ModelStore(folder), new Inventory(folder, models), hub);
        return new TestServer(ModelServer.start(options, library, serving, Path.of("no-such-folder")));
    }

    /// Starts one with a tiny model, which keeps conversations in a folder.
    static TestServer keeping(Path conversations) throws Exception {
        var folder = Path.of("no-such-folder");
        var library = new Library(new ModelStore(folder), new Inventory(folder, List.of(TinyModels.llama())),
                Optional.empty());
        return new TestServer(ModelServer.start(ServerOptions.defaults().at("127.0.0.1", 0), library, SERVING,
                conversations));
    }

    /// Starts one with other models, whose time is told by a clock.
    static TestServer start(ServingOptions serving, Clock clock, Path... models) throws Exception {
        var folder = Path.of("no-such-folder");
        var library = new Library(new ModelStore(folder), new Inventory(folder, List.of(models)), Optional.empty());
        return new TestServer(ModelServer.start(ServerOptions.defaults().at("127.0.0.1", 0), library,
                new ModelPool(library.inventory(), serving, clock), true, new ConversationStore(folder)));
    }

    /// Starts one with other models, in this process.
    static TestServer of(Path... models) throws Exception {
        return of(ServerOptions.defaults().at("127.0.0.1", 0), models);
    }

    static TestServer of(ServerOptions options, Path... models) throws Exception {
        return start(options, SERVING, List.of(models));
    }

    ModelServer server() {
        return server;
    }

    /// Returns the address of a page.
    URI at(String path) {
        return URI.create("http://127.0.0.1:%d%s".formatted(server.address().getPort(), path));
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(at(path)));
    }

    HttpResponse<String> patch(String path, String json) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(at(path)).method("PATCH", BodyPublishers.ofString(json)));
    }

    HttpResponse<String> delete(String path) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(at(path)).DELETE());
    }

    HttpResponse<String> post(String path, String json) throws IOException, InterruptedException {
        return send(posting(path, json));
    }

    HttpRequest.Builder posting(String path, String json) {
        return HttpRequest.newBuilder(at(path)).POST(BodyPublishers.ofString(json));
    }

    HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.timeout(Duration.ofMinutes(2)).build(), BodyHandlers.ofString());
    }

    /// Posts JSON and returns the JSON that comes back with status 200.
    JsonNode answer(String path, String json) throws IOException, InterruptedException {
        HttpResponse<String> response = post(path, json);
        if (response.statusCode() != 200)
            throw new AssertionError("%d: %s".formatted(response.statusCode(), response.body()));
        return JsonMapper.shared().readTree(response.body());
    }

    static JsonNode json(String text) {
        return JsonMapper.shared().readTree(text);
    }

    @Override
    public void close() {
        client.close();
        server.close();
    }
}
