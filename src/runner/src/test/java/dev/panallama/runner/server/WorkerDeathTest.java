package dev.panallama.runner.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.panallama.Isolation;
import dev.panallama.TinyModels;
import dev.panallama.runner.TestClock;
import dev.panallama.runner.TestModel;
import dev.panallama.runner.serving.ServingOptions;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The process of a model dies, and the server answers on.
final class WorkerDeathTest {
    private static final ServingOptions SERVING = new ServingOptions(
            4, 2048, 1, 512, Duration.ofSeconds(-1), 3, Isolation.WORKER);
    private static final TestClock CLOCK = new TestClock();
    private static final String STORY = """
            {"model": "smollm2", "stream": true, "max_tokens": 1500, "input": "Tell a long story.",
             "messages": [{"role": "user", "content": "Tell a long story."}]}""";

    private static TestServer server;

    @BeforeAll
    static void start() throws Exception {
        server = TestServer.start(SERVING, CLOCK, TestModel.file(), TinyModels.llama());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    /// Nobody waits for the pause after a death, and none is remembered.
    @AfterEach
    void much_later() {
        CLOCK.pass(Duration.ofMinutes(11));
    }

    private static List<ProcessHandle> workers() {
        return ProcessHandle.current().descendants()
                .filter(it -> it.info().commandLine().orElse("").contains("internal.worker.Worker"))
                .toList();
    }

    private static boolean isUsable(String model) {
        return server.server().models().loaded().stream()
                .anyMatch(it -> it.model().installed().name().equals(model) && it.model().model().isUsable());
    }

    /// Ends the process of a model that is alone in memory, as native code does that aborts, or as the system does. The server notices when
    /// somebody asks.
    private static void end(String model, String signal) throws Exception {
        assertEquals(1, workers().size());
        long process = workers().getFirst().pid();
        assertEquals(0, new ProcessBuilder("kill", "-" + signal, "" + process).start().waitFor());
        while (isUsable(model)) Thread.sleep(1);
        server.server().models().free(server.server().models().inventory().find(model));
    }

    private static void assertAnswers(String model) throws Exception {
        CLOCK.pass(Duration.ofSeconds(20)); // the pause is over
        assertTrue(server.answer("/api/generate", """
                {"model": "%s", "prompt": "Hi", "raw": true, "stream": false,
                 "options": {"num_predict": 5, "temperature": 0}}""".formatted(model)).get("eval_count")
                .intValue() > 0);
    }

    @Test
    void one_that_died_unseen_is_replaced() throws Exception {
        free("smollm2");
        assertAnswers("llama");
        end("llama", "KILL");
        assertAnswers("llama");
        free("llama");
    }

    private static void free(String model) throws Exception {
        server.server().models().free(server.server().models().inventory().find(model));
        while (!workers().isEmpty()) Thread.sleep(1);
    }

    @Test
    void who_asks_for_a_model_that_keeps_dying_hears_when_to_ask_again() throws Exception {
        free("smollm2");
        for (int i = 0; i < 5; i++) {
            assertAnswers("llama");
            end("llama", "KILL");
        }
        CLOCK.pass(Duration.ofSeconds(20));
        String request = "{\"model\": \"llama\", \"prompt\": \"a\", \"max_tokens\": 1}";
        HttpResponse<String> refused = server.post("/v1/completions", request);
        assertEquals(503, refused.statusCode(), refused.body());
        assertEquals("model", TestServer.json(refused.body()).at("/error/param").asString(""));
        int wait = Integer.parseInt(refused.headers().firstValue("Retry-After").orElseThrow());
        CLOCK.pass(Duration.ofSeconds(wait));
        server.answer("/v1/completions", request);
        free("llama");
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
            "/v1/chat/completions | ABRT | data: {\"error\"",
            "/v1/messages | KILL | event: error data: {\"type\":\"error\"",
            "/v1/responses | KILL | event: response.failed data: {\"type\":\"response.failed\""
        })
    void who_is_being_answered_hears_of_it_and_the_next_one_is_answered(String page, String signal, String error)
            throws Exception {
        try (var client = HttpClient.newHttpClient()) {
            var response = client.send(server.posting(page, STORY).build(), BodyHandlers.ofInputStream());
            try (var lines = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
                for (int i = 0; i < 20; i++) lines.readLine();
                end("smollm2", signal);
                List<String> rest = lines.lines().filter(it -> !it.isEmpty()).toList();
                String end = String.join(" ", rest.subList(Math.max(0, rest.size() - 2), rest.size()));
                assertTrue(end.contains(error), end);
                assertTrue(end.contains("has ended unexpectedly: ask again"), end);
                if (page.endsWith("responses"))
                    assertEquals("failed", TestServer.json(rest.getLast().substring("data: ".length()))
                            .at("/response/status").stringValue());
            }
        }
        assertEquals(200, server.get("/health").statusCode());
        assertAnswers("smollm2");
    }
}
