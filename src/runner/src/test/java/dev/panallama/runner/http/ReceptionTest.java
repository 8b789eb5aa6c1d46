package dev.panallama.runner.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.node.JsonNodeFactory;

/// What a server bears of its clients.
@Timeout(60)
final class ReceptionTest {
    private static final Duration SHORT = Duration.ofMillis(300);
    private static final Duration LONG = Duration.ofMinutes(1);

    /// Says how long the text is that it gets.
    private static Server server(Limits limits) throws IOException {
        Function<Problem, String> inStream = Problem::message;
        var dialect = new Dialect(it -> JsonNodeFactory.instance.objectNode().put("error", it.message()), inStream);
        return new Server(ServerOptions.defaults().at("127.0.0.1", 0), limits, _ -> dialect,
                it -> new Problem(Problem.Kind.FAILED, it.toString()))
                .post("/length", it -> it.sendText("length %d".formatted(it.fields().required("text").length())));
    }

    private static String post(String path, String body) {
        return "POST %s HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n%s".formatted(path, body.length(),
                body);
    }

    @Test
    void what_is_refused_at_once_has_to_arrive_in_time_as_well() throws Exception {
        try (Server server = server(new Limits(SHORT)); var client = new RawClient(server.start())) {
            client.send(post("/none", "{}")); // whole: the connection is kept
            assertTrue(client.answer().startsWith("HTTP/1.1 404"));
            String cut = post("/none", "0".repeat(1000));
            client.send(cut.substring(0, cut.length() - 500));
            assertTrue(client.answer().startsWith("HTTP/1.1 404"));
            assertEquals("", client.rest());
        }
    }

    @Test
    void a_request_has_to_arrive_in_time_and_an_answer_takes_its_time() throws Exception {
        try (Server server = server(new Limits(SHORT)).get("/slow", it -> {
            Thread.sleep(SHORT.multipliedBy(2));
            it.sendText("at last");
        }); var client = new RawClient(server.start())) {
            client.send("GET /slow HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assertTrue(client.answer().endsWith("at last"));
            client.send(post("/length", "{\"text\": \"abc\"}"));
            assertTrue(client.answer().endsWith("length 3"));
            client.send("POST /length HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\n{");
            assertEquals("", client.rest());
        }
    }
}
