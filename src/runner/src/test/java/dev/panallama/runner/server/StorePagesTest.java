package dev.panallama.runner.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.panallama.TinyModels;
import dev.panallama.runner.TestModel;
import dev.panallama.runner.http.ServerOptions;
import dev.panallama.runner.store.HubServer;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class StorePagesTest {
    @TempDir
    static Path folder;

    private static HubServer hub;
    private static TestServer server;

    @BeforeAll
    static void start() throws Exception {
        hub = new HubServer();
        hub.repository("user/tiny-GGUF", "mit", Map.of("tiny-Q8_0.gguf", Files.readAllBytes(TinyModels.llama())));
        hub.repository("TheBloke/Llama-2-7B-Chat-GGUF", "llama2",
                Map.of("l-Q4_K_M.gguf", Files.readAllBytes(TinyModels.llama())));
        server = TestServer.start(ServerOptions.defaults().at("127.0.0.1", 0), TestServer.SERVING,
                List.of(TestModel.file(), TinyModels.bert()), folder, Optional.of(hub.hub()));
    }

    @AfterAll
    static void stop() {
        server.close();
        hub.close();
    }

    @Test
    void a_model_is_pulled_with_progress_used_copied_changed_and_deleted() throws Exception {
        List<JsonNode> lines = server.post("/api/pull", "{\"model\": \"user/tiny-GGUF:Q8_0\"}").body().lines()
                .map(TestServer::json).toList();
        assertEquals("pulling manifest", lines.getFirst().path("status").asString());
        assertEquals("success", lines.getLast().path("status").asString());
        JsonNode last = lines.stream().filter(it -> it.has("completed")).toList().getLast();
        assertEquals(last.path("total").asLong(), last.path("completed").asLong());
        assertTrue(last.path("digest").asString().matches("sha256:[0-9a-f]{64}"), last::toString);
        assertEquals("success",
                server.answer("/api/pull",
                        "{\"model\": \"\", \"name\": \"hf.co/user/tiny-GGUF:q8_0\", \"stream\": false}")
                        .path("status").asString());

        String request = "{\"model\": \"%s\", \"prompt\": \"a\", \"raw\": true, \"stream\": false, \"options\": {\"num_predict\": 2}}";
        assertTrue(server.answer("/api/generate", request.formatted("hf.co/user/tiny-GGUF:Q8_0")).path("done")
                .asBoolean());

        assertEquals(200, server.post("/api/copy", "{\"source\": \"user/tiny-GGUF:Q8_0\", \"destination\": \"mine\"}")
                .statusCode());
        String create = "{\"model\": \"brief\", \"from\": \"mine\", \"system\": \"Be brief.\", \"parameters\": {\"temperature\": 0.5}}";
        assertTrue(server.post("/api/create", create).body().endsWith("{\"status\":\"success\"}\n"));
        JsonNode shown = server.answer("/api/show", "{\"model\": \"brief\"}");
        assertEquals("Be brief.", shown.path("system").asString());
        assertTrue(shown.path("modelfile").asString().contains("PARAMETER temperature 0.5"), shown::toString);

        for (String name : List.of("mine", "brief", "hf.co/user/tiny-GGUF:Q8_0"))
            assertEquals(200, delete(name).statusCode());
        assertEquals(404, delete("mine").statusCode());
        assertFalse(server.get("/api/tags").body().contains("tiny-GGUF"));
        assertFalse(Files.exists(folder.resolve("user")));
    }

    @Test
    void half_a_character_in_what_a_model_is_told_is_kept_as_a_question_mark() throws Exception {
        String half = "{\"model\": \"half\", \"from\": \"smollm2\", \"system\": \"a\\ud800b\"}";
        assertTrue(server.post("/api/create", half).body().endsWith("{\"status\":\"success\"}\n"));
        assertEquals("a?b", server.answer("/api/show", "{\"model\": \"half\"}").path("system").asString());
        assertEquals(200, delete("half").statusCode());
    }

    @Test
    void a_model_is_used_as_its_maker_has_said_in_all_protocols() throws Exception {
        server.post("/api/create", """
                {"model": "terse", "from": "smollm2", "system": "You are a pirate who answers in rhymes.",
                 "parameters": {"num_predict": 3, "temperature": 0, "num_ctx": 4096},
                 "messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Ahoy!"}]}""");
        String said = "\"messages\": [{\"role\": \"user\", \"content\": \"Why is the sky blue?\"}]";
        String request = "{\"model\": \"%s\", \"stream\": false, \"max_tokens\": %s, %s}";
        JsonNode ollama = server.answer("/api/chat", request.formatted("terse", "null", said));
        assertEquals(3, ollama.path("eval_count").asInt());
        JsonNode openai = server.answer("/v1/chat/completions", request.formatted("terse", "null", said)).path("usage");
        assertEquals(3, openai.path("completion_tokens").asInt());
        JsonNode anthropic = server.answer("/v1/messages", request.formatted("terse", "2", said)).path("usage");
        assertEquals(2, anthropic.path("output_tokens").asInt());
        for (JsonNode it : List.of(ollama.path("prompt_eval_count"), openai.path("prompt_tokens")))
            assertEquals(anthropic.path("input_tokens").asInt() + anthropic.path("cache_read_input_tokens").asInt(),
                    it.asInt());
        JsonNode plain = server.answer("/v1/chat/completions", request.formatted("smollm2", "1", said)).path("usage");
        assertTrue(plain.path("prompt_tokens").asInt() < openai.path("prompt_tokens").asInt());
        assertEquals(1, server
                .answer("/api/chat", request.formatted("terse", "null", said + ", \"options\": {\"num_predict\": 1}"))
                .path("eval_count").asInt());
    }

    @Test
    void what_ends_the_answers_of_a_made_model_does_so_in_all_protocols() throws Exception {
        String request = "{\"model\": \"%s\", \"temperature\": 0, \"max_tokens\": 12, \"stream\": false, %s"
                + "\"options\": {\"temperature\": 0, \"num_predict\": 12}, \"input\": \"The sky is\","
                + "\"messages\": [{\"role\": \"user\", \"content\": \"The sky is\"}]}";
        for (Map.Entry<String, String> it : Map.of(
                "/api/chat", "/message/content", "/api/generate", "/response",
                "/v1/chat/completions", "/choices/0/message/content", "/v1/completions", "/choices/0/text",
                "/v1/responses", "/output/0/content/0/text", "/v1/messages", "/content/0/text",
                "/completion", "/content").entrySet()) {
            String page = it.getKey();
            String prompt = page.equals("/v1/responses") ? "" : "\"prompt\": \"The sky is\",";
            String free = server.answer(page, request.formatted("smollm2", prompt)).at(it.getValue()).asString();
            String word = free.strip().split("\\W+")[1];
            server.post("/api/create", """
                    {"model": "ending", "from": "smollm2", "parameters": {"stop": ["%s"]}}""".formatted(word));
            String ended = server.answer(page, request.formatted("ending", prompt)).at(it.getValue()).asString();
            assertEquals(free.substring(0, free.indexOf(word)), ended, page);
        }
    }

    @Test
    void what_is_no_name_of_a_model_fetches_nothing() throws Exception {
        int before = hub.files.tokens.size();
        for (String name : List.of("/etc/passwd", "../x", "./x.gguf", "x.gguf", "http://127.0.0.1/x.gguf",
                "https://example.org/x.gguf",
                "file:///etc/passwd", "C:\\x", "")) {
            HttpResponse<String> answer = server.post("/api/pull",
                    "{\"model\": \"%s\"}".formatted(name.replace("\\", "\\\\")));
            assertEquals(400, answer.statusCode(), name);
        }
        assertEquals(before, hub.files.tokens.size());
    }

    @Test
    void what_is_not_there_is_told_before_anything_is_streamed_and_without_a_path() throws Exception {
        for (String json : List.of("{\"model\": \"user/nothing-GGUF\"}", "{\"model\": \"nothing\"}")) {
            HttpResponse<String> answer = server.post("/api/pull", json);
            assertEquals(404, answer.statusCode(), answer.body());
            assertFalse(answer.body().contains(folder.toString()), answer.body());
        }
    }

    @Test
    void a_licence_is_shown_and_accepted_by_its_name_and_by_nothing_less() throws Exception {
        String request = "{\"model\": \"llama2\", \"accept_license\": %s}";
        HttpResponse<String> answer = server.post("/api/pull", request.formatted("null"));
        assertEquals(403, answer.statusCode(), answer.body());
        JsonNode license = TestServer.json(answer.body()).path("license");
        assertEquals("Llama 2 Community License", license.path("title").asString());
        assertEquals("https://ai.meta.com/llama/license", license.at("/links/0/url").asString());
        assertEquals(400, server.post("/api/pull", request.formatted("true")).statusCode());
        assertEquals(400, server.post("/api/pull", request.formatted("\"mit\"")).statusCode());

        String accepting = request.formatted("\"llama2\"");
        var json = server.posting("/api/pull", accepting).header("Content-Type", "application/json");
        assertEquals(403, server.send(json.copy().header("Origin", "https://host.invalid")).statusCode());
        var form = server.posting("/api/pull", accepting).header("Content-Type", "text/plain");
        assertEquals(415, server.send(form.header("Sec-Fetch-Site", "cross-site")).statusCode());
        assertEquals(403, server.post("/api/pull", request.formatted("null")).statusCode());

        assertTrue(server.send(json).body().endsWith("{\"status\":\"success\"}\n"));
        assertEquals(200, server.post("/api/pull", request.formatted("null")).statusCode()); // it was asked once
        assertEquals(200, delete("llama2").statusCode());
    }

    @Test
    void files_that_others_have_named_are_not_deleted_and_names_are_checked() throws Exception {
        assertEquals(400, delete("smollm2").statusCode());
        assertEquals(400,
                server.post("/api/copy", "{\"source\": \"smollm2\", \"destination\": \"../x\"}").statusCode());
        assertEquals(400,
                server.post("/api/copy", "{\"source\": \"smollm2\", \"destination\": \"bert\"}").statusCode());
        assertEquals(404, server.post("/api/copy", "{\"source\": \"none\", \"destination\": \"x\"}").statusCode());
        assertEquals(400, server.post("/api/create", "{\"model\": \"x\", \"from\": \"smollm2\", \"quantize\": \"Q99\"}")
                .statusCode());
        assertEquals(400,
                server.post("/api/create", "{\"model\": \"x\", \"from\": \"smollm2\", \"template\": \"{% if %}\"}")
                        .statusCode());
    }

    private static HttpResponse<String> delete(String name) throws Exception {
        return server.send(HttpRequest.newBuilder(server.at("/api/delete"))
                .method("DELETE", BodyPublishers.ofString("{\"model\": \"%s\"}".formatted(name))));
    }
}
