package dev.panallama.bench.load;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Any server with OpenAI's API, asked for streams.
final class HttpTarget implements Target {
    static {
        // shorter than any server's: who sends on a connection that the server is closing gets an error
        System.setProperty("jdk.httpclient.keepalive.timeout", "2");
    }

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String DATA = "data: ";

    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI endpoint;
    private final boolean chat;

    /// @param server such as `http://127.0.0.1:8080`
    /// @param chat whether prompts are sent as messages of a user, to be written by the model's template
    HttpTarget(URI server, boolean chat) {
        endpoint = server.resolve(chat ? "/v1/chat/completions" : "/v1/completions");
        this.chat = chat;
    }

    /// Returns the server at an address, however it was started.
    static TargetKind at(URI server, boolean chat) {
        return new TargetKind() {
            @Override
            public String name() {
                return server.toString();
            }

            @Override
            public Target open(Opening opening) {
                return new HttpTarget(server, chat);
            }
        };
    }

    @Override
    public Counts answer(Request request, Listener listener) throws IOException, InterruptedException {
        HttpResponse<Stream<String>> response = client.send(
                HttpRequest.newBuilder(endpoint)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body(request))))
                        .build(),
                HttpResponse.BodyHandlers.ofLines());
        try (Stream<String> lines = response.body()) {
            if (response.statusCode() != 200)
                throw new IOException(
                        "status %d: %s".formatted(response.statusCode(), String.join(" ", lines.toList())));
            var stream = new EventStream(listener);
            lines.forEach(stream::line);
            return stream.counts();
        }
    }

    /// Returns what is sent. `ignore_eos` is an addition of llama.cpp's and vLLM's.
    private Map<String, Object> body(Request request) {
        String name = chat ? "messages" : "prompt";
        Object value = chat ? List.of(Map.of("role", "user", "content", request.prompt())) : request.prompt();
        return Map.of(name, value, "max_tokens", request.maxTokens(), "stream", true, "temperature", 0,
                "ignore_eos", true, "stream_options", Map.of("include_usage", true));
    }

    @Override
    public void close() {
        client.close();
    }

    /// Reads the events of an answer.
    private static final class EventStream {
        private final Listener listener;
        private int pieces;
        private Counts usage = new Counts(0, 0);

        EventStream(Listener listener) {
            this.listener = listener;
        }

        void line(String line) {
            if (!line.startsWith(DATA) || line.endsWith("[DONE]")) return;
            JsonNode event = JSON.readTree(line.substring(DATA.length()));
            if (event.has("error")) throw new IllegalStateException(event.get("error").toString());
            JsonNode used = event.path("usage");
            if (used.isObject())
                usage = new Counts(used.path("prompt_tokens").asInt(), used.path("completion_tokens").asInt());
            piece(event.path("choices").path(0));
        }

        private void piece(JsonNode choice) {
            String text = choice.has("delta")
                    ? choice.path("delta").path("content").asString("")
                    : choice.path("text").asString("");
            if (text.isEmpty()) return;
            pieces++;
            listener.piece(text);
        }

        Counts counts() {
            return usage.tokens() > 0 ? usage : new Counts(0, pieces);
        }
    }
}
