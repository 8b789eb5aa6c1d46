package dev.panallama.bench.load;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A small server with OpenAI's API over real sessions, one for each request.
final class SessionServer implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.shared();

    private final Target sessions;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    SessionServer(Path model) throws Exception {
        sessions = SessionsTarget.of(model).open(new TargetKind.Opening(4, 256, 1));
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/v1/completions", it -> answer(it, false));
        server.createContext("/v1/chat/completions", it -> answer(it, true));
        server.start();
    }

    String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private void answer(HttpExchange exchange, boolean chat) throws IOException {
        JsonNode body = JSON.readTree(exchange.getRequestBody().readAllBytes());
        String prompt = chat
                ? body.path("messages").path(0).path("content").asString()
                : body.path("prompt").asString();
        exchange.sendResponseHeaders(200, 0);
        try (OutputStream out = exchange.getResponseBody()) {
            var request = new Request(0, 0, prompt, 0, body.path("max_tokens").asInt());
            Target.Counts counts = sessions.answer(request, text -> event(out, Map.of("choices", List.of(
                    chat ? Map.of("delta", Map.of("content", text)) : Map.of("text", text)))));
            event(out, Map.of("choices", List.of(), "usage",
                    Map.of("prompt_tokens", counts.promptTokens(), "completion_tokens", counts.tokens())));
            out.write("data: [DONE]\n\n".getBytes(StandardCharsets.UTF_8));
        } catch (Exception failure) {
            throw new IOException(failure);
        }
    }

    private static void event(OutputStream out, Map<String, ?> value) {
        try {
            out.write("data: %s\n\n".formatted(JSON.writeValueAsString(value)).getBytes(StandardCharsets.UTF_8));
            out.flush();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.close();
        sessions.close();
    }
}
