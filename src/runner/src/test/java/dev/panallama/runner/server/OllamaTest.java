package dev.panallama.runner.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/// `/api/*`, as Ollama's clients read it.
final class OllamaTest {
    private static TestServer server;

    @BeforeAll
    static void start() throws Exception {
        server = TestServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static List<JsonNode> lines(String path, String json) throws Exception {
        HttpResponse<String> response = server.post(path, json);
        assertEquals(200, response.statusCode(), response.body());
        assertEquals("application/x-ndjson", response.headers().firstValue("Content-Type").orElse(""));
        return response.body().lines().map(TestServer::json).toList();
    }

    private static String chat(String fields) {
        return """
                {"model": "smollm2", "options": {"temperature": 0, "num_predict": 12},
                 "messages": [{"role": "user", "content": "Why is the sky blue?"}]%s}""".formatted(fields);
    }

    private static void assertEnd(JsonNode last, String reason, int tokens) {
        assertTrue(last.get("done").booleanValue());
        assertEquals(reason, last.get("done_reason").stringValue());
        assertEquals(tokens, last.get("eval_count").intValue());
        assertTrue(last.get("prompt_eval_count").intValue() > 0);
        for (String it : List.of("total_duration", "load_duration", "prompt_eval_duration", "eval_duration"))
            assertTrue(last.get(it).isIntegralNumber() && last.get(it).longValue() >= 0, it + ": " + last);
        assertTrue(last.get("total_duration").longValue() >= last.get("eval_duration").longValue());
    }

    @Test
    void a_chat_streams_unless_told_otherwise() throws Exception {
        List<JsonNode> lines = lines("/api/chat", chat(""));
        assertEnd(lines.getLast(), "length", 12);
        JsonNode whole = server.answer("/api/chat", chat(", \"stream\": false"));
        assertEnd(whole, "length", 12);
        assertEquals(whole.at("/message/content").stringValue(),
                lines.stream().map(it -> it.at("/message/content").stringValue()).collect(Collectors.joining()));
        for (JsonNode it : lines) OffsetDateTime.parse(it.get("created_at").stringValue());
    }

    @Test
    void a_prompt_is_answered_or_continued() throws Exception {
        String request = """
                {"model": "smollm2:latest", "prompt": "Why is the sky blue?", "stream": false, "raw": %s,
                 "options": {"temperature": 0, "num_predict": 12}}""";
        JsonNode answered = server.answer("/api/generate", request.formatted(false));
        assertEnd(answered, "length", 12);
        assertEquals(server.answer("/api/chat", chat(", \"stream\": false")).at("/message/content"),
                answered.get("response"));
        JsonNode continued = server.answer("/api/generate", request.formatted(true));
        assertFalse(continued.get("response").equals(answered.get("response")));
        assertTrue(continued.get("prompt_eval_count").intValue() < answered.get("prompt_eval_count").intValue());
    }

    @Test
    void probabilities_are_told_token_by_token() throws Exception {
        String scored = ", \"logprobs\": true, \"top_logprobs\": 2";
        JsonNode whole = server.answer("/api/chat", chat(scored + ", \"stream\": false"));
        assertScores(whole.get("logprobs"), whole.at("/message/content").stringValue());
        assertEquals(whole.get("logprobs").valueStream().toList(), lines("/api/chat", chat(scored)).stream()
                .flatMap(it -> it.path("logprobs").valueStream()).toList());
        for (boolean raw : List.of(false, true)) {
            String request = """
                    {"model": "smollm2", "prompt": "The sky is", "raw": %s, "stream": %s,
                     "options": {"temperature": 0, "num_predict": 12}, "logprobs": true, "top_logprobs": 2}""";
            JsonNode answer = server.answer("/api/generate", request.formatted(raw, false));
            assertScores(answer.get("logprobs"), answer.get("response").stringValue());
            assertEquals(answer.get("logprobs").valueStream().toList(),
                    lines("/api/generate", request.formatted(raw, true)).stream()
                            .flatMap(it -> it.path("logprobs").valueStream()).toList());
        }
        assertFalse(server.answer("/api/chat", chat(", \"stream\": false")).has("logprobs"));
    }

    private static void assertScores(JsonNode scores, String text) {
        assertEquals(text, scores.valueStream().map(it -> it.get("token").stringValue()).collect(Collectors.joining()));
        for (JsonNode it : scores) {
            assertTrue(it.get("logprob").doubleValue() <= 0, it::toString);
            assertEquals(it.get("token"), it.at("/top_logprobs/0/token"), "the likeliest was chosen");
            assertEquals(2, it.get("top_logprobs").size());
        }
    }

    @Test
    void a_template_of_the_request_writes_the_prompt() throws Exception {
        String request = "{\"model\": \"smollm2\", \"prompt\": \"%s\", \"stream\": false, \"options\": {\"temperature\": 0, \"num_predict\": 8}, %s}";
        JsonNode templated = server.answer("/api/generate",
                request.formatted("sky", "\"template\": \"Why is the {{ messages[0].content }} blue?\""));
        JsonNode written = server.answer("/api/generate", request.formatted("Why is the sky blue?", "\"raw\": true"));
        assertEquals(written.get("response"), templated.get("response"));
        assertEquals(written.get("prompt_eval_count"), templated.get("prompt_eval_count"));
    }

    @Test
    void a_model_thinks_only_if_it_can() throws Exception {
        String request = "{\"model\": \"smollm2\", \"messages\": [{\"role\": \"user\", \"content\": \"x\"}], \"stream\": false, \"think\": %s, \"options\": {\"num_predict\": 4}}";
        HttpResponse<String> refused = server.post("/api/chat", request.formatted("true"));
        assertEquals(400, refused.statusCode());
        assertTrue(refused.body().contains("does not support thinking"), refused.body());
        assertFalse(server.answer("/api/chat", request.formatted("false")).at("/message").has("thinking"));
        JsonNode thought = server.answer("/api/generate",
                """
                        {"model": "smollm2", "prompt": "Why is the sky blue?", "think": true, "stream": false,
                         "template": "{{ messages[0].content }}{% if add_generation_prompt %}\\n<think>{% endif %}{# </think> #}",
                         "options": {"num_predict": 8, "temperature": 0}}""");
        assertFalse(thought.path("thinking").asString("").isBlank(), thought::toString);
    }

    @Test
    void a_template_for_go_is_told_from_one_that_is_wrong() throws Exception {
        String request = "{\"model\": \"smollm2\", \"prompt\": \"x\", \"template\": \"%s\"}";
        for (String it : List.of("{{ .Prompt }}", "{{- if .System }}{{ .System }}{{ end }}", "{{ range .Messages }}")) {
            String error = TestServer.json(server.post("/api/generate", request.formatted(it)).body())
                    .get("error").stringValue();
            assertTrue(error.startsWith("template is written for Go"), error);
        }
        String error = TestServer.json(server.post("/api/generate", request.formatted("{% if %}")).body())
                .get("error").stringValue();
        assertTrue(error.startsWith("template is none in Jinja: expected"), error);
    }

    @Test
    void what_is_too_long_is_refused_unless_it_may_be_shortened() throws Exception {
        String request = """
                {"model": "smollm2", "stream": false, "options": {"num_predict": 1}, "truncate": %s, "prompt": "Hi",
                 "messages": [{"role": "user", "content": "%s"}, {"role": "assistant", "content": "Yes."}, {"role": "user", "content": "Why?"}]}""";
        String said = "The sky is blue. ".repeat(1000);
        for (String it : List.of("null", "false"))
            assertEquals(400, server.post("/api/chat", request.formatted(it, said)).statusCode());
        JsonNode answer = server.answer("/api/chat", request.formatted("true", said));
        assertTrue(answer.get("prompt_eval_count").intValue() < 2048, answer::toString);
    }

    @Test
    void a_format_holds() throws Exception {
        JsonNode answer = server.answer("/api/chat",
                """
                        {"model": "smollm2", "stream": false, "options": {"temperature": 0, "num_predict": 60},
                         "messages": [{"role": "user", "content": "What colour is the sky?"}],
                         "format": {"type": "object", "properties": {"colour": {"enum": ["blue", "green"]}}, "required": ["colour"]}}""");
        JsonNode json = TestServer.json(answer.at("/message/content").stringValue());
        assertTrue(List.of("blue", "green").contains(json.get("colour").stringValue()));
    }

    @Test
    void a_model_is_loaded_and_freed_by_requests_that_say_nothing() throws Exception {
        assertEquals("load",
                server.answer("/api/generate", "{\"model\": \"smollm2\"}").get("done_reason").stringValue());
        JsonNode loaded = TestServer.json(server.get("/api/ps").body()).get("models");
        assertTrue(loaded.valueStream().anyMatch(it -> it.get("name").stringValue().equals("smollm2:latest")));
        OffsetDateTime.parse(loaded.get(0).get("expires_at").stringValue());
        assertTrue(loaded.get(0).get("size_vram").isIntegralNumber(), loaded::toString);
        JsonNode freed = server.answer("/api/chat", "{\"model\": \"smollm2\", \"messages\": [], \"keep_alive\": 0}");
        assertEquals("unload", freed.get("done_reason").stringValue());
        assertFalse(server.get("/api/ps").body().contains("smollm2"));
    }

    @Test
    void a_model_that_is_not_to_be_kept_is_freed_after_its_answer() throws Exception {
        server.answer("/api/chat", chat(", \"stream\": false, \"keep_alive\": \"0s\""));
        for (int i = 0; i < 500 && server.get("/api/ps").body().contains("smollm2"); i++) Thread.sleep(10);
        assertFalse(server.get("/api/ps").body().contains("smollm2"));
        server.answer("/api/chat", chat(", \"stream\": false, \"keep_alive\": -1"));
        server.answer("/api/generate", "{\"model\": \"smollm2\"}"); // says nothing of it
        JsonNode loaded = TestServer.json(server.get("/api/ps").body()).at("/models/0/expires_at");
        assertTrue(OffsetDateTime.parse(loaded.stringValue()).isAfter(OffsetDateTime.now().plusYears(50)));
    }

    @Test
    void models_are_listed_and_shown() throws Exception {
        JsonNode models = TestServer.json(server.get("/api/tags").body()).get("models");
        JsonNode first = models.get(0);
        assertEquals("smollm2:latest", first.get("name").stringValue());
        assertEquals(98_362_432, first.get("size").longValue());
        assertEquals(64, first.get("digest").stringValue().length());
        assertEquals("134.52M", first.at("/details/parameter_size").stringValue());
        assertEquals("Q4_1", first.at("/details/quantization_level").stringValue());
        assertTrue(first.get("capabilities").valueStream().anyMatch(it -> it.stringValue().equals("completion")));
        JsonNode shown = server.answer("/api/show", "{\"model\": \"smollm2\"}");
        assertFalse(shown.get("model_info").has("tokenizer.ggml.tokens"));
        JsonNode all = server.answer("/api/show", "{\"model\": \"smollm2\", \"verbose\": true}").get("model_info");
        assertEquals(49_152, all.get("tokenizer.ggml.tokens").size());
        assertEquals("<|endoftext|>", all.at("/tokenizer.ggml.tokens/0").stringValue());
        assertEquals(8192, shown.get("model_info").get("llama.context_length").intValue());
        assertTrue(shown.get("capabilities").valueStream().anyMatch(it -> it.stringValue().equals("completion")));
        assertTrue(shown.get("template").stringValue().contains("im_start"));
        JsonNode bert = server.answer("/api/show", "{\"model\": \"\", \"name\": \"bert\"}");
        assertEquals("[\"embedding\"]", bert.get("capabilities").toString());
    }

    @Test
    void texts_become_vectors_of_length_one() throws Exception {
        JsonNode answer = server.answer("/api/embed", "{\"model\": \"bert\", \"input\": [\"a\", \"b\"]}");
        assertEquals(2, answer.get("embeddings").size());
        double sum = answer.get("embeddings").get(0).valueStream()
                .mapToDouble(it -> it.doubleValue() * it.doubleValue()).sum();
        assertEquals(1, sum, 1e-4);
        assertEquals(0, server.answer("/api/embed", "{\"model\": \"bert\", \"input\": []}").get("embeddings").size());
        JsonNode cut = server.answer("/api/embed", "{\"model\": \"bert\", \"input\": \"a\", \"dimensions\": 3}")
                .at("/embeddings/0");
        assertEquals(3, cut.size());
        assertEquals(1, cut.valueStream().mapToDouble(it -> it.doubleValue() * it.doubleValue()).sum(), 1e-4);
        JsonNode old = server.answer("/api/embeddings", "{\"model\": \"bert\", \"prompt\": \"a\"}");
        for (int i = 0; i < old.get("embedding").size(); i++)
            assertEquals(answer.at("/embeddings/0").get(i).doubleValue(), old.at("/embedding").get(i).doubleValue(),
                    1e-5);
    }

    @Test
    void life_and_version_are_told() throws Exception {
        assertEquals(200, server.get("/").statusCode());
        String version = TestServer.json(server.get("/api/version").body()).get("version").stringValue();
        assertTrue(version.matches("\\d+\\.\\d+\\.\\d+"), version);
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
            "/api/chat | {\"model\": \"nobody\", \"messages\": [{\"role\": \"user\", \"content\": \"x\"}]} | 404",
            "/api/chat | {\"messages\": []} | 400",
            "/api/chat | {\"model\": \"smollm2\", \"messages\": [{\"role\": \"user\", \"content\": \"x\", \"images\": [\"aa\"]}]} | 400",
            "/api/generate | {\"model\": \"smollm2\", \"prompt\": \"x\", \"options\": {\"temperature\": \"hot\"}} | 400",
            "/api/generate | {\"model\": \"smollm2\", \"prompt\": \"x\", \"options\": {\"num_ctx\": 1000000}} | 400",
            "/api/generate | {\"model\": \"smollm2\", \"prompt\": \"x\", \"template\": \"{{ .Prompt }}\"} | 400",
            "/api/generate | {\"model\": \"smollm2\", \"prompt\": \"x\", \"keep_alive\": \"soon\"} | 400",
            "/api/generate | {\"model\": \"smollm2\", \"prompt\": \"x\", \"options\": {\"num_predict\": 0}} | 400",
            "/api/chat | {\"model\": \"smollm2\", \"messages\": [{\"role\": \"user\", \"content\": \"x\"}], \"top_logprobs\": 2} | 400",
            "/api/chat | {\"model\": \"smollm2\", \"messages\": [{\"role\": \"user\", \"content\": \"x\"}], \"shift\": true} | 400",
            "/api/generate | {\"model\": \"smollm2\", \"prompt\": \"x\", \"logprobs\": true, \"top_logprobs\": 21} | 400",
            "/api/generate | {\"model\": \"smollm2\", \"prompt\": \"x\", \"options\": {\"num_thread\": \"x\"}} | 400",
            "/api/generate | {\"model\": \"smollm2\", \"prompt\": \"x\", \"options\": {\"use_mmap\": 1}} | 400",
            "/api/generate | {\"model\": \"smollm2\", \"prompt\": \"x\", \"raw\": true, \"system\": \"y\"} | 400",
            "/api/generate | {\"model\": \"smollm2\", \"prompt\": \"x\", \"raw\": true, \"truncate\": true} | 400",
            "/api/generate | {\"model\": \"smollm2\", \"prompt\": \"x\", \"raw\": true, \"think\": true} | 400",
            "/api/generate | {\"model\": \"smollm2\", \"prompt\": \"x\", \"think\": \"high\"} | 400",
            "/api/generate | {\"model\": \"smollm2\", \"prompt\": \"x\", \"context\": [1]} | 400",
            "/api/generate | {\"model\": \"bert\", \"prompt\": \"x\", \"suffix\": \"y\"} | 501",
            "/api/embed | {\"model\": \"bert\", \"input\": \"x\", \"dimensions\": 1000000} | 400",
            "/api/generate | {\"model\": \"smollm2\", \"prompt\": \"x\", \"format\": \"poem\"} | 400",
            "/api/embed | {\"model\": \"smollm2\", \"input\": 7} | 400",
            "/api/show | {\"model\": \"../secret\"} | 404",
            "/api/push | {} | 501"
        })
    void what_cannot_be_answered_is_refused_in_ollama_s_way(String path, String body, int status) throws Exception {
        HttpResponse<String> refused = server.post(path, body);
        assertEquals(status, refused.statusCode(), refused.body());
        assertTrue(TestServer.json(refused.body()).get("error").isString());
    }
}
