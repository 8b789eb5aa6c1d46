package dev.panallama.runner.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.panallama.Isolation;
import dev.panallama.TinyModels;
import dev.panallama.runner.TestClock;
import dev.panallama.runner.http.ServerOptions;
import dev.panallama.runner.serving.ServingOptions;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The process of a model dies, and the server answers on.
final class WorkerDeathTest {
    private static final ServingOptions SERVING = new ServingOptions(
            4, 2048, 1, 512, Duration.ofMinutes(5), 3, Isolation.WORKER);

    private static ProcessHandle worker() {
        return ProcessHandle.current().descendants()
                .filter(it -> it.info().commandLine().orElse("").contains("internal.worker.Worker"))
                .findFirst()
                .orElseThrow();
    }

    /// Ends a process as native code does that aborts, or as the system does.
    private static void end(ProcessHandle process, String signal) throws Exception {
        assertEquals(0, new ProcessBuilder("kill", "-" + signal, "" + process.pid()).start().waitFor());
    }

    @Test
    void one_that_died_unseen_is_replaced() throws Exception {
        try (var server = TestServer.start(ServerOptions.defaults().at("127.0.0.1", 0), SERVING)) {
            String request = """
                    {"model": "smollm2", "prompt": "Hi", "stream": false, "options": {"num_predict": 5}}""";
            server.answer("/api/generate", request);
            ProcessHandle first = worker();
            first.destroyForcibly();
            first.onExit().join();
            assertEquals(5, server.answer("/api/generate", request).get("eval_count").intValue());
        }
    }

    @Test
    void who_asks_for_a_model_that_keeps_dying_hears_when_to_ask_again() throws Exception {
        var clock = new TestClock();
        try (var server = TestServer.start(SERVING, clock, TinyModels.llama())) {
            String request = "{\"prompt\": \"a\", \"max_tokens\": 1}";
            for (int i = 0; i < 5; i++) {
                server.answer("/v1/completions", request);
                worker().destroyForcibly();
                while (!server.server().models().loaded().isEmpty()) Thread.sleep(10); // until it is noticed
                clock.pass(Duration.ofSeconds(20));
            }
            HttpResponse<String> refused = server.post("/v1/completions", request);
            assertEquals(503, refused.statusCode(), refused.body());
            assertEquals("model", TestServer.json(refused.body()).at("/error/param").asString(""));
            int wait = Integer.parseInt(refused.headers().firstValue("Retry-After").orElseThrow());
            clock.pass(Duration.ofSeconds(wait));
            server.answer("/v1/completions", request);
        }
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
            "/v1/chat/completions | ABRT | data: {\"error\"",
            "/v1/messages | KILL | event: error data: {\"type\":\"error\""
        })
    void who_is_being_answered_hears_of_it_and_the_next_one_is_answered(String page, String signal, String error)
            throws Exception {
        try (var server = TestServer.start(ServerOptions.defaults().at("127.0.0.1", 0), SERVING);
                var client = HttpClient.newHttpClient()) {
            var request = server.posting(page,
                    """
                            {"model": "smollm2", "stream": true, "max_tokens": 1500, "messages": [{"role": "user", "content": "Tell a long story."}]}""");
            var response = client.send(request.build(), BodyHandlers.ofInputStream());
            try (var lines = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
                for (int i = 0; i < 10; i++) lines.readLine();
                end(worker(), signal);
                List<String> rest = lines.lines().filter(it -> !it.isEmpty()).toList();
                String end = String.join(" ", rest.subList(Math.max(0, rest.size() - 2), rest.size()));
                assertTrue(end.contains(error), end);
            }
            assertEquals(200, server.get("/health").statusCode());
            assertEquals(5, server.answer("/api/generate",
                    """
                            {"model": "smollm2", "prompt": "Hi", "stream": false, "options": {"num_predict": 5, "temperature": 0}}""")
                    .get("eval_count").intValue());
        }
    }

    @Test
    void a_response_that_breaks_off_ends_as_failed() throws Exception {
        try (var server = TestServer.start(ServerOptions.defaults().at("127.0.0.1", 0), SERVING);
                var client = HttpClient.newHttpClient()) {
            var request = server.posting("/v1/responses",
                    "{\"model\": \"smollm2\", \"stream\": true, \"input\": \"Tell a long story.\"}");
            var response = client.send(request.build(), BodyHandlers.ofInputStream());
            try (var lines = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
                for (int i = 0; i < 20; i++) lines.readLine();
                worker().destroyForcibly();
                List<String> rest = lines.lines().filter(it -> !it.isEmpty()).toList();
                assertEquals("event: response.failed", rest.get(rest.size() - 2));
                assertEquals("failed", TestServer.json(rest.getLast().substring("data: ".length()))
                        .at("/response/status").stringValue());
            }
        }
    }
}
