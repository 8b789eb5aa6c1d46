package dev.panallama.runner.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.panallama.TinyModels;
import dev.panallama.runner.TestModel;
import dev.panallama.runner.http.ServerOptions;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// Which model answers a request, by whose template, and how long it stays, whatever the protocol.
class ModelRequestTest {
    private static final String ALL = "\"max_tokens\": 1, \"max_output_tokens\": 1, \"prompt\": \"Hi\", \"input\": \"Hi\","
            + "\"stream\": false, \"messages\": [{\"role\": \"user\", \"content\": \"Hi\"}]";

    @TempDir
    static Path folder;

    private static TestServer server;

    @BeforeAll
    static void start() throws Exception {
        server = TestServer.start(ServerOptions.defaults().at("127.0.0.1", 0), TestServer.SERVING,
                List.of(TinyModels.bert(), TinyModels.gpt2(), TestModel.file()), folder, Optional.empty());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    /// Waits until a model is kept for so long, within a minute: an answer is there before its model is given back.
    private static void assertKept(String model, Duration time) throws Exception {
        Duration left = Duration.ZERO;
        for (int i = 0; i < 500 && !isAbout(time, left); i++) {
            Thread.sleep(10);
            left = Duration.between(Instant.now(), until(model));
        }
        assertTrue(isAbout(time, left), left.toString());
    }

    private static boolean isAbout(Duration expected, Duration time) {
        return expected.minus(time).abs().compareTo(Duration.ofMinutes(1)) < 0;
    }

    private static Instant until(String model) throws Exception {
        return TestServer.json(server.get("/api/ps").body()).path("models").valueStream()
                .filter(it -> it.path("name").asString().equals(model))
                .map(it -> Instant.parse(it.path("expires_at").asString()))
                .findFirst()
                .orElse(Instant.EPOCH);
    }

    @Test
    void a_request_that_names_no_model_gets_one_that_can_do_what_it_asks() throws Exception {
        JsonNode vectors = server.answer("/v1/embeddings", "{\"input\": \"Hi\"}");
        assertEquals("bert", vectors.path("model").asString());
        JsonNode text = server.answer("/v1/completions", "{%s}".formatted(ALL));
        assertNotEquals("bert", text.path("model").asString());
        assertEquals("bert", server.answer("/v1/embeddings", "{\"input\": \"Hi\"}").path("model").asString());
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
            "/v1/chat/completions", "/v1/completions", "/v1/responses", "/v1/messages", "/completion", "/api/chat",
            "/api/generate"
        })
    void a_model_stays_as_long_as_the_request_says(String page) throws Exception {
        String said = page.equals("/v1/responses") ? ALL.replace("\"prompt\": \"Hi\",", "") : ALL;
        server.answer(page, "{\"model\": \"smollm2\", \"keep_alive\": \"3h\", %s}".formatted(said));
        assertKept("smollm2:latest", Duration.ofHours(3));
        server.answer(page, "{\"model\": \"smollm2\", \"keep_alive\": \"7m\", %s}".formatted(said));
        assertKept("smollm2:latest", Duration.ofMinutes(7));
        assertEquals(400, server.post(page, "{\"model\": \"smollm2\", \"keep_alive\": \"long\", %s}".formatted(said))
                .statusCode());
    }

    @Test
    void a_template_that_was_given_to_a_model_counts_on_every_page() throws Exception {
        String template = "{% if tools %}{{ tools | tojson }}{% endif %}{% for m in messages %}<{{ m.role }}>{{ m.content }}"
                + "{% endfor %}{% if add_generation_prompt %}<assistant>{% endif %}";
        String created = server.post("/api/create",
                "{\"model\": \"plain\", \"from\": \"gpt2\", \"system\": \"Sing.\", \"template\": \"%s\"}"
                        .formatted(template))
                .body();
        assertTrue(created.endsWith("{\"status\":\"success\"}\n"), created);
        String request = "{\"model\": \"plain\", %s}".formatted(ALL);
        assertEquals("<system>Sing.<user>Hi<assistant>",
                server.answer("/apply-template", request).path("prompt").asString());
        JsonNode properties = TestServer.json(server.get("/props?model=plain").body());
        assertEquals(template, properties.path("chat_template").asString());
        JsonNode shown = server.answer("/api/show", "{\"model\": \"plain\"}");
        assertEquals("[\"completion\",\"tools\"]", shown.path("capabilities").toString());
        JsonNode usage = server.answer("/v1/messages", request).path("usage");
        assertEquals(usage.path("input_tokens").asInt() + usage.path("cache_read_input_tokens").asInt(),
                server.answer("/v1/messages/count_tokens", request).path("input_tokens").asInt());
    }

    @ParameterizedTest
    @ValueSource(
        strings = {"/v1/messages", "/v1/messages/count_tokens", "/v1/chat/completions", "/apply-template", "/api/chat"})
    void a_model_without_a_template_is_told_to_continue_texts(String page) throws Exception {
        HttpResponse<String> refused = server.post(page, "{\"model\": \"gpt2\", %s}".formatted(ALL));
        assertEquals(400, refused.statusCode(), refused.body());
        assertTrue(refused.body().contains("no chat template: have it continue a text instead"), refused.body());
    }

    @Test
    void a_model_that_is_not_removed_stays_in_memory() throws Exception {
        server.answer("/v1/completions", "{\"model\": \"gpt2\", \"keep_alive\": \"1h\", %s}".formatted(ALL));
        assertKept("gpt2:latest", Duration.ofHours(1));
        HttpResponse<String> refused = server.send(HttpRequest.newBuilder(server.at("/api/delete"))
                .method("DELETE", BodyPublishers.ofString("{\"model\": \"gpt2\"}")));
        assertEquals(400, refused.statusCode(), refused.body());
        assertKept("gpt2:latest", Duration.ofHours(1));
    }
}
