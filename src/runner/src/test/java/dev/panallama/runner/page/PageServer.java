package dev.panallama.runner.page;

import dev.panallama.EngineStatistics;
import dev.panallama.Isolation;
import dev.panallama.runner.http.ServerOptions;
import dev.panallama.runner.server.ModelServer;
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
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A server whose page a browser looks at. It can be stopped and started again at the same address.
final class PageServer implements AutoCloseable {
    private static final ServingOptions SERVING = new ServingOptions(
            2, 2048, 1, 16, Duration.ofMinutes(5), 3, Isolation.NONE);

    private final Library library;
    private final Path conversations;
    private ServerOptions options;
    private ModelServer server;

    /// @param folder keeps models that are fetched, and conversations
    /// @param hub where models come from
    PageServer(Path folder, List<Path> models, Optional<Hub> hub, String... keys) throws IOException {
        Path store = folder.resolve("models");
        library = new Library(new ModelStore(store), new Inventory(store, models), hub);
        conversations = folder.resolve("conversations");
        options = ServerOptions.defaults().at("127.0.0.1", 0).withKeys(Set.of(keys));
        server = ModelServer.start(options, library, SERVING, conversations);
    }

    void restart() throws IOException {
        stop();
        server = ModelServer.start(options, library, SERVING, conversations);
    }

    /// Is gone until it is started again.
    void stop() {
        options = options.at("127.0.0.1", server.address().getPort());
        server.close();
    }

    String address() {
        return "http://127.0.0.1:%d/".formatted(server.address().getPort());
    }

    EngineStatistics statistics() {
        return server.models().loaded().getFirst().model().engine().statistics();
    }

    /// Whether nothing is computed for anybody.
    boolean isQuiet() {
        return statistics().waiting() == 0 && statistics().slots().stream().noneMatch(
                it -> it.state() == EngineStatistics.State.BUSY || it.state() == EngineStatistics.State.LENT);
    }

    /// Asks as a program does.
    JsonNode ask(String method, String path, String body) throws IOException, InterruptedException {
        HttpResponse<String> answer = send(HttpRequest.newBuilder(URI.create(address() + path))
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body)));
        if (answer.statusCode() >= 300) throw new AssertionError(answer.statusCode() + ": " + answer.body());
        return JsonMapper.shared().readTree(answer.body().isEmpty() ? "{}" : answer.body());
    }

    static HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        try (var client = HttpClient.newHttpClient()) {
            return client.send(request.build(), BodyHandlers.ofString());
        }
    }

    /// Keeps a conversation of these texts, in turns.
    ///
    /// @return its id
    String keep(String title, String... texts) throws IOException, InterruptedException {
        var json = JsonMapper.shared().createObjectNode().put("title", title);
        String id = ask("POST", "panallama/conversations", json.toString()).path("id").asString();
        String parent = null;
        for (int i = 0; i < texts.length; i++) {
            var message = JsonMapper.shared().createObjectNode().put("parent", parent)
                    .put("role", i % 2 == 0 ? "user" : "assistant").put("content", texts[i]);
            parent = ask("POST", "panallama/conversations/%s/messages".formatted(id), message.toString())
                    .path("id").asString();
        }
        return id;
    }

    @Override
    public void close() {
        server.close();
    }
}
