package dev.panallama.runner.cli.server;

import dev.panallama.runner.store.ModelNotFoundException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Asks a running server by Ollama's protocol. Serves one thread; close it in the end.
public final class ServerClient implements AutoCloseable {
    private static final Duration CONNECTING = Duration.ofSeconds(5);
    private static final Duration ANSWERING = Duration.ofMinutes(1);
    private static final int NOT_FOUND = 404;

    private final URI base;
    private final String key;
    private final HttpClient http = HttpClient.newBuilder().connectTimeout(CONNECTING).build();

    /// Creates the client of a server.
    ///
    /// @param key empty for none
    ServerClient(URI base, String key) {
        this.base = base;
        this.key = key;
    }

    /// Returns where the server is.
    public URI base() {
        return base;
    }

    /// Returns what a page answers.
    ///
    /// @throws NoServerException if nobody is there
    /// @throws IOException if it refuses
    public JsonNode get(String path) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(base.resolve(path)));
    }

    /// Returns what a page answers to JSON.
    ///
    /// @throws NoServerException if nobody is there
    /// @throws ModelNotFoundException if the server does not have the model
    /// @throws IOException if it refuses
    JsonNode post(String path, JsonNode body) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(base.resolve(path)).POST(BodyPublishers.ofString(body.toString())));
    }

    private JsonNode send(HttpRequest.Builder request) throws IOException, InterruptedException {
        if (!key.isEmpty()) request.header("Authorization", "Bearer " + key);
        HttpResponse<String> response = response(request.timeout(ANSWERING).build());
        JsonNode answer = json(response);
        if (response.statusCode() < 300) return answer;
        String reason = answer.at("/error/message").asString(answer.path("error").asString("no reason given"));
        if (response.statusCode() == NOT_FOUND) throw new ModelNotFoundException(reason);
        throw new IOException("the server at %s answers with status %d: %s".formatted(base, response.statusCode(),
                reason));
    }

    private HttpResponse<String> response(HttpRequest request) throws IOException, InterruptedException {
        try {
            return http.send(request, BodyHandlers.ofString());
        } catch (ConnectException | HttpConnectTimeoutException absent) {
            throw new NoServerException(base, absent);
        }
    }

    private JsonNode json(HttpResponse<String> response) throws IOException {
        try {
            return JsonMapper.shared().readTree(response.body());
        } catch (JacksonException other) {
            throw new IOException("what listens at %s does not speak Ollama's protocol".formatted(base), other);
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
