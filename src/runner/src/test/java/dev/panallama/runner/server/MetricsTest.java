package dev.panallama.runner.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.panallama.TinyModels;
import dev.panallama.runner.http.ServerOptions;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// `/metrics`, and the log of requests.
final class MetricsTest {
    private static final String LLAMA = "{model=\"llama\"}";

    @TempDir
    private static Path folder;

    private static TestServer server;

    @BeforeAll
    static void start() throws Exception {
        server = TestServer.of(ServerOptions.defaults().at("127.0.0.1", 0).withLog(folder.resolve("requests.jsonl")),
                TinyModels.llama(), TinyModels.bert());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static Map<String, Double> metrics() throws Exception {
        var response = server.get("/metrics");
        assertEquals("text/plain; version=0.0.4; charset=utf-8",
                response.headers().firstValue("Content-Type").orElse(""));
        var values = new HashMap<String, Double>();
        List<String> lines = response.body().lines().toList();
        for (String it : lines) {
            if (it.startsWith("#")) continue;
            values.put(it.substring(0, it.lastIndexOf(' ')), Double.parseDouble(it.substring(it.lastIndexOf(' ') + 1)));
            String name = it.split("[{ ]")[0];
            assertTrue(lines.stream().anyMatch(line -> line.startsWith("# HELP %s ".formatted(name))), it);
            assertTrue(lines.stream().anyMatch(line -> line.matches("# TYPE %s (counter|gauge)".formatted(name))), it);
        }
        return values;
    }

    private static JsonNode complete(int tokens) throws Exception {
        return server.answer("/completion", """
                {"model": "llama", "prompt": "hello world secret", "n_predict": %d, "ignore_eos": true}"""
                .formatted(tokens));
    }

    @Test
    void what_models_compute_is_counted() throws Exception {
        complete(1);
        Map<String, Double> before = metrics();
        int prompt = complete(5).get("tokens_evaluated").intValue();
        complete(9);
        Map<String, Double> after = metrics();
        assertEquals(14, after.get("panallama:tokens_predicted_total" + LLAMA)
                - before.get("panallama:tokens_predicted_total" + LLAMA));
        double prompts = 0; // what the second began with was computed for the first
        for (String it : List.of("panallama:prompt_tokens_total", "panallama:prompt_tokens_cached_total"))
            prompts += after.get(it + LLAMA) - before.get(it + LLAMA);
        assertEquals(2.0 * prompt, prompts);
        for (String it : List.of("prompt_seconds_total", "tokens_predicted_seconds_total", "n_decode_total"))
            assertTrue(after.get("panallama:" + it + LLAMA) > before.get("panallama:" + it + LLAMA), it);
        assertTrue(after.get("panallama:predicted_tokens_seconds" + LLAMA) > 0);
        assertEquals(0, after.get("panallama:requests_processing" + LLAMA));
        assertEquals(0, after.get("panallama:requests_deferred" + LLAMA));
    }

    @Test
    void requests_are_counted_by_status() throws Exception {
        String ok = "panallama:http_requests_total{status=\"200\"}";
        String missing = "panallama:http_requests_total{status=\"404\"}";
        server.get("/nothing");
        Map<String, Double> before = metrics();
        server.get("/nothing");
        Map<String, Double> after = metrics();
        assertEquals(1, after.get(missing) - before.get(missing));
        assertTrue(after.get(ok) > before.get(ok));
    }

    @Test
    void a_request_is_logged_without_what_it_says() throws Exception {
        complete(3);
        server.post("/v1/chat/completions?key=secret", """
                {"model": "llama", "max_tokens": 2, "messages": [{"role": "user", "content": "secret"}]}""");
        server.get("/health");
        List<String> lines = Files.readAllLines(folder.resolve("requests.jsonl"));
        assertFalse(lines.toString().contains("secret"), lines.toString());
        JsonNode completion = lines.stream().map(TestServer::json)
                .filter(it -> it.path("generated_tokens").asInt() == 3)
                .findFirst()
                .orElseThrow();
        assertEquals("llama", completion.get("model").stringValue());
        assertEquals("/completion", completion.get("path").stringValue());
        assertEquals("POST", completion.get("method").stringValue());
        assertEquals(200, completion.get("status").intValue());
        assertEquals("127.0.0.1", completion.get("address").stringValue());
        assertTrue(completion.get("prompt_tokens").intValue() > 0);
        assertTrue(completion.get("ms").longValue() >= 0);
        assertTrue(Instant.parse(completion.get("time").stringValue()).isBefore(Instant.now()));
        assertTrue(lines.stream().map(TestServer::json).anyMatch(
                it -> it.get("path").stringValue().equals("/v1/chat/completions") && it.get("generated_tokens")
                        .intValue() == 2),
                lines.toString());
    }

    @Test
    void a_model_that_is_no_name_is_told_nowhere() throws Exception {
        for (String odd : List.of("what was confided", "confided\\u0000", "confided".repeat(40), "<b>confided</b>")) {
            for (AnswerPage page : AnswerPage.values()) {
                HttpResponse<String> answer = server.post(page.path, page.request(odd, "a", 1, 1, false));
                assertEquals(404, answer.statusCode(), page.path);
            }
        }
        String log = Files.readString(folder.resolve("requests.jsonl"));
        assertTrue(log.contains("\"status\":404"), log);
        assertFalse(log.contains("confided"), log);
        String told = server.get("/panallama/requests").body();
        assertTrue(told.contains("\"status\":404"), told);
        assertFalse(told.contains("confided"), told);
    }
}
