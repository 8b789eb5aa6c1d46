package dev.panallama.runner.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.panallama.Model;
import dev.panallama.TinyLora;
import dev.panallama.TinyModels;
import dev.panallama.runner.console.Notices;
import dev.panallama.runner.http.ServerOptions;
import dev.panallama.runner.serving.Lora;
import dev.panallama.runner.store.Inventory;
import dev.panallama.runner.store.Library;
import dev.panallama.runner.store.ModelName;
import dev.panallama.runner.store.ModelStore;
import dev.panallama.runner.store.Modelfile;
import dev.panallama.runner.store.PullNotices;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// LoRA adapters that are given to the server, as llama-server's clients set them. `plain` is the same model without any.
final class LoraPagesTest {
    private static final String ALL = "blk.*";

    @TempDir
    private static Path folder;

    private static TestServer server;

    @BeforeAll
    static void start() throws Exception {
        Path plain = Files.copy(TinyModels.llama(), folder.resolve("plain.gguf"));
        Path first = TinyLora.random(plain, 1, 4, ALL).write(folder.resolve("first.gguf"));
        Path second = TinyLora.random(plain, 2, 4, ALL).write(folder.resolve("second.gguf"));
        Files.writeString(folder.resolve("Modelfile"), "FROM plain\nADAPTER first.gguf\n");
        Path store = Files.createDirectory(folder.resolve("store"));
        List<Path> models = List.of(TinyModels.llama(), plain, TinyModels.bert());
        make(new Library(new ModelStore(store), new Inventory(store, models), Optional.empty()));
        server = TestServer.start(ServerOptions.defaults().at("127.0.0.1", 0),
                TestServer.SERVING.withLoras("llama", List.of(new Lora(first), new Lora(second, 0.5f))),
                models, store, Optional.empty());
    }

    /// Makes a model with an adapter, as `panallama create` does.
    private static void make(Library library) throws Exception {
        var modelfile = Modelfile.parse(Files.readString(folder.resolve("Modelfile")));
        var quiet = new PullNotices(new Notices(System.err, () -> 0), _ -> false);
        var _ = library.maker(quiet).create(ModelName.parse("made"), modelfile, folder, Optional.empty());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void as_it_was_started() throws Exception {
        set("llama", "[{\"id\": 0, \"scale\": 1}, {\"id\": 1, \"scale\": 0.5}]");
    }

    private static void set(String model, String scales) throws Exception {
        assertTrue(server.answer("/lora-adapters?model=" + model, scales).path("success").asBoolean());
    }

    private static JsonNode adapters(String model) throws Exception {
        return TestServer.json(server.get("/lora-adapters?model=" + model).body());
    }

    private static List<Integer> tokens(String model, String fields) throws Exception {
        JsonNode answer = server.answer("/completion", """
                {"model": "%s", "prompt": "the sky", "temperature": 0, "n_predict": 12, "ignore_eos": true,
                 "return_tokens": true%s}""".formatted(model, fields));
        return answer.path("tokens").valueStream().map(JsonNode::intValue).toList();
    }

    @Test
    void adapters_are_listed_by_the_names_of_their_files() throws Exception {
        assertEquals("""
                [{"id":0,"path":"first.gguf","scale":1.0,"task_name":"","prompt_prefix":""},\
                {"id":1,"path":"second.gguf","scale":0.5,"task_name":"","prompt_prefix":""}]""",
                adapters("llama").toString());
        assertEquals("[]", adapters("plain").toString());
    }

    @Test
    void an_answer_changes_with_the_adapters_and_without_them_is_that_of_the_model() throws Exception {
        List<Integer> plain = tokens("plain", "");
        List<Integer> both = tokens("llama", "");
        assertNotEquals(plain, both);
        set("llama", "[{\"id\": 0, \"scale\": 1}]"); // the other one is not named
        assertEquals(0, adapters("llama").get(1).get("scale").doubleValue());
        List<Integer> one = tokens("llama", "");
        assertNotEquals(plain, one);
        assertNotEquals(both, one);
        set("llama", "[]");
        assertEquals(plain, tokens("llama", ""));
    }

    @Test
    void scales_outlast_the_time_that_a_model_is_in_memory() throws Exception {
        set("llama", "[{\"id\": 1, \"scale\": -2}]");
        List<Integer> before = tokens("llama", "");
        Model model = server.server().models().loaded().stream()
                .filter(it -> it.model().loras().all().size() == 2).findFirst().orElseThrow().model().model();
        server.answer("/api/generate", "{\"model\": \"llama\", \"keep_alive\": 0}");
        assertFalse(model.isUsable(), "it is to be freed with its adapters");
        assertEquals(-2, adapters("llama").get(1).get("scale").doubleValue());
        assertEquals(before, tokens("llama", ""));
    }

    /// Those with other scales are never computed in one batch.
    @Test
    void a_request_has_scales_of_its_own_whatever_is_asked_beside_it() throws Exception {
        List<String> scales = List.of("[{\"id\": 0, \"scale\": 0}]", "[{\"id\": 0, \"scale\": 0.5}]",
                "[{\"id\": 0, \"scale\": 1}]", "[{\"id\": 0, \"scale\": 1}, {\"id\": 1, \"scale\": 1}]");
        var alone = new ArrayList<List<Integer>>();
        for (String it : scales) alone.add(tokens("llama", ", \"lora\": " + it));
        assertEquals(tokens("plain", ""), alone.getFirst());
        assertEquals(4, alone.stream().distinct().count(), alone.toString());
        try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
            var together = new ArrayList<Future<List<Integer>>>();
            for (String it : scales) together.add(clients.submit(() -> tokens("llama", ", \"lora\": " + it)));
            for (int i = 0; i < 4; i++) assertEquals(alone.get(i), together.get(i).get());
        }
        set("llama", scales.get(1));
        assertEquals(alone.get(1), tokens("llama", ", \"lora\": []"), "nothing is said");
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = {"OLLAMA_CHAT", "OLLAMA_GENERATE"})
    void all_pages_of_llama_server_s_clients_know_the_field(AnswerPage page) throws Exception {
        String without = answer(page, "plain", "");
        assertEquals(without, answer(page, "llama", "\"lora\": [{\"id\": 0, \"scale\": 0}], "));
        String with = answer(page, "llama", "\"lora\": [{\"id\": 0, \"scale\": 1}], ");
        assertNotEquals(without, with);
        assertEquals(with, answer(page, "made", ""));
        HttpResponse<String> wrong = server.post(page.path, "{\"lora\": [{\"id\": 2, \"scale\": 1}], "
                + page.request("llama", "the sky", 1, 12, false).substring(1));
        assertEquals(400, wrong.statusCode(), wrong.body());
        assertTrue(wrong.body().contains("lora"), wrong.body());
    }

    private static String answer(AnswerPage page, String model, String field) throws Exception {
        String request = page.request(model, "the sky", 1, 12, false).replace("\"temperature\": 1",
                "\"temperature\": 0");
        return page.text(server.answer(page.path, "{" + field + request.substring(1)));
    }

    @Test
    void a_modelfile_s_adapter_is_put_on_the_model() throws Exception {
        assertEquals("first.gguf", adapters("made").get(0).get("path").asString());
        assertEquals(tokens("llama", ", \"lora\": [{\"id\": 0, \"scale\": 1}]"), tokens("made", ""));
        assertEquals(tokens("plain", ""), tokens("made", ", \"lora\": [{\"id\": 0, \"scale\": 0}]"));
        String chat = """
                {"model": "%s", "stream": false, "options": {"temperature": 0, "num_predict": 12},
                 "messages": [{"role": "user", "content": "the sky"}]}""";
        assertNotEquals(server.answer("/api/chat", chat.formatted("plain")).at("/message/content"),
                server.answer("/api/chat", chat.formatted("made")).at("/message/content"));
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
            "{\"id\": 0, \"scale\": 1}", "[7]", "[{\"id\": 0}]", "[{\"scale\": 1}]", "[{\"id\": 2, \"scale\": 1}]",
            "[{\"id\": -1, \"scale\": 1}]", "[{\"id\": 0, \"scale\": 1e30}]", "[{\"id\": 0, \"scale\": 1e400}]",
            "[{\"id\": 0, \"scale\": \"1\"}]",
            "[{\"id\": 0.5, \"scale\": 1}]", "[{\"id\": 0, \"scale\": 1}, {\"id\": 0, \"scale\": 2}]", "7"
        })
    void scales_that_cannot_be_set_are_refused_and_change_nothing(String scales) throws Exception {
        JsonNode before = adapters("llama");
        HttpResponse<String> refused = server.post("/lora-adapters?model=llama", scales);
        assertEquals(400, refused.statusCode(), refused.body());
        assertFalse(refused.body().contains(folder.toString()), refused.body());
        assertEquals(before, adapters("llama"));
        HttpResponse<String> asked = server.post("/completion",
                "{\"model\": \"llama\", \"prompt\": \"a\", \"lora\": %s}".formatted(scales));
        assertEquals(400, asked.statusCode(), asked.body());
    }

    @Test
    void what_is_computed_without_adapters_is_not_given_for_a_model_that_has_them() throws Exception {
        String echo = "{\"model\": \"%s\", \"prompt\": \"the sky\", \"echo\": true, \"logprobs\": 1, \"max_tokens\": 0%s}";
        assertEquals(501, server.post("/v1/completions", echo.formatted("llama", "")).statusCode());
        assertEquals(400, server.post("/v1/completions",
                echo.formatted("llama", ", \"lora\": [{\"id\": 0, \"scale\": 1}]")).statusCode());
        set("llama", "[]");
        assertEquals(200, server.post("/v1/completions", echo.formatted("llama", "")).statusCode());
    }
}
