package dev.panallama.runner.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.panallama.Isolation;
import dev.panallama.TinyModels;
import dev.panallama.error.EngineBusyException;
import dev.panallama.runner.http.ServerOptions;
import dev.panallama.runner.serving.LoadedModel;
import dev.panallama.runner.serving.ServingOptions;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// `/v1/embeddings`, of a model that pools by mean.
final class EmbeddingsTest {
    private static final String ASKED = "{\"model\": \"bert\", \"input\": \"a\"}";
    private static TestServer server;

    @BeforeAll
    static void start() throws Exception {
        server = TestServer.of(TinyModels.bert());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static JsonNode answer(String input) throws Exception {
        return server.answer("/v1/embeddings", "{\"model\": \"bert\", \"input\": %s}".formatted(input));
    }

    private static double[] vector(JsonNode answer, int index) {
        JsonNode one = answer.get("data").get(index);
        assertEquals(index, one.get("index").intValue());
        return one.get("embedding").valueStream().mapToDouble(JsonNode::doubleValue).toArray();
    }

    /// The cosine of their angle, for they are of length one.
    private static double likeness(double[] one, double[] other) {
        double sum = 0;
        for (int i = 0; i < one.length; i++) sum += one[i] * other[i];
        return sum;
    }

    @Test
    void texts_and_tokens_become_vectors_of_length_one_in_their_order() throws Exception {
        List<String> inputs = List.of("\"the sky\"", "[5, 6, 7]", "\"\"", "\"%s\"".formatted("the ".repeat(253)));
        JsonNode together = answer(inputs.toString());
        assertEquals(inputs.size(), together.get("data").size());
        for (int i = 0; i < inputs.size(); i++) {
            double[] vector = vector(together, i);
            assertEquals(64, vector.length);
            assertEquals(1, likeness(vector, vector), 1e-4);
            assertEquals(1, likeness(vector, vector(answer(inputs.get(i)), 0)), 1e-4, inputs.get(i));
        }
    }

    @Test
    void a_text_has_the_same_vector_whoever_stands_beside_it() throws Exception {
        double[] alone = vector(answer("\"blue water\""), 0);
        JsonNode crowd = answer("[\"the sky\", \"blue water\", \"%s\", \"blue water\"]".formatted("one ".repeat(90)));
        assertEquals(1, likeness(alone, vector(crowd, 1)), 1e-5);
        assertEquals(1, likeness(alone, vector(crowd, 3)), 1e-5);
        assertTrue(likeness(alone, vector(crowd, 0)) < 0.999, "another text has another one");
    }

    @Test
    void tokens_of_all_texts_are_counted() throws Exception {
        int one = tokens("\"the sky\"");
        assertEquals(4, one, "with the marks of beginning and end");
        int other = tokens("[5, 6, 7]");
        assertEquals(one + tokens("\"blue\""), tokens("[\"the sky\", \"blue\"]"));
        assertEquals(one + other, tokens("[\"the sky\", [5, 6, 7]]"));
    }

    private static int tokens(String input) throws Exception {
        JsonNode usage = answer(input).get("usage");
        assertEquals(usage.get("prompt_tokens"), usage.get("total_tokens"));
        return usage.get("prompt_tokens").intValue();
    }

    @Test
    void a_text_that_is_too_long_is_refused() throws Exception {
        HttpResponse<String> refused = server.post("/v1/embeddings",
                "{\"model\": \"bert\", \"input\": [\"the\", \"%s\"]}".formatted("the ".repeat(300)));
        assertEquals(400, refused.statusCode(), refused.body());
        JsonNode error = TestServer.json(refused.body()).get("error");
        assertEquals("exceed_context_size_error", error.get("type").stringValue());
        assertEquals(302, error.get("n_prompt_tokens").intValue());
    }

    @Test
    void who_comes_when_enough_wait_is_to_ask_again_later_and_who_goes_makes_room() throws Exception {
        var oneWaits = new ServingOptions(1, 64, 1, 1, Duration.ofMinutes(5), 1, Isolation.NONE);
        var goOn = new CompletableFuture<Void>();
        try (var busy = TestServer.start(ServerOptions.defaults().at("127.0.0.1", 0), oneWaits,
                List.of(TinyModels.bert()))) {
            busy.server().models().run(busy.server().models().inventory().find("bert"), model -> {
                Thread first = Thread.startVirtualThread(() -> model.embedding(_ -> goOn.join()));
                while (first.getState() != Thread.State.WAITING) Thread.sleep(1);
                try (Socket _ = waiting(busy, model)) {
                    HttpResponse<String> refused = busy.post("/v1/embeddings", ASKED);
                    assertEquals(503, refused.statusCode(), refused.body());
                    assertEquals("1", refused.headers().firstValue("Retry-After").orElse(""));
                }
                while (!canWait(model)) Thread.sleep(1);
                goOn.complete(null);
            });
        }
    }

    /// Returns a client that waits. One that is refused, because a look at the line took its place, asks again.
    private static Socket waiting(TestServer other, LoadedModel model) throws Exception {
        Socket client = ask(other);
        while (canWait(model)) {
            if (client.getInputStream().available() == 0) continue;
            client.close();
            client = ask(other);
        }
        return client;
    }

    private static Socket ask(TestServer other) throws Exception {
        var socket = new Socket("127.0.0.1", other.server().address().getPort());
        socket.getOutputStream().write("POST /v1/embeddings HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n%s"
                .formatted(ASKED.length(), ASKED).getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    /// Whether somebody who asks now has a place to wait.
    private static boolean canWait(LoadedModel model) throws Exception {
        var refused = new AtomicBoolean();
        Thread thread = Thread.startVirtualThread(() -> {
            try {
                model.embedding(_ -> true);
            } catch (CancellationException _) { // it waited
            } catch (EngineBusyException _) {
                refused.set(true);
            }
        });
        while (thread.isAlive() && thread.getState() != Thread.State.WAITING) Thread.sleep(1);
        thread.interrupt();
        thread.join();
        return !refused.get();
    }

    @ParameterizedTest
    @ValueSource(
        strings = {"null", "7", "{}", "[7, \"a\"]", "[\"a\", 7]", "[[7, \"a\"]]", "[[]]", "[1.5]", "[99999]", "[-1]"})
    void what_is_no_input_is_refused(String input) throws Exception {
        HttpResponse<String> refused = server.post("/v1/embeddings",
                "{\"model\": \"bert\", \"input\": %s}".formatted(input));
        assertEquals(400, refused.statusCode(), refused.body());
    }
}
