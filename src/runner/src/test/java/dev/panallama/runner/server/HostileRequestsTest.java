package dev.panallama.runner.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.panallama.Isolation;
import dev.panallama.TinyModels;
import dev.panallama.runner.http.ServerOptions;
import dev.panallama.runner.serving.ServingOptions;
import dev.panallama.runner.store.HubServer;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.StringNode;

/// Requests that want to do harm get status 4xx, learn nothing about this machine and change nothing on it.
final class HostileRequestsTest {
    private static final List<String> SAMPLING = List.of("temperature", "top_k", "top_p", "min_p", "typical_p", "seed",
            "top_n_sigma", "xtc_probability", "xtc_threshold", "dynatemp_range", "dynatemp_exponent", "repeat_last_n",
            "repeat_penalty", "frequency_penalty", "presence_penalty", "dry_multiplier", "dry_base",
            "dry_allowed_length", "dry_penalty_last_n", "mirostat", "mirostat_tau", "mirostat_eta", "min_keep",
            "adaptive_target", "adaptive_decay", "logit_bias");
    private static final List<String> LIMITS = List.of("temperature", "seed", "n", "n_cmpl", "best_of", "n_probs",
            "logprobs",
            "top_logprobs", "n_predict", "max_tokens", "max_completion_tokens", "max_output_tokens", "num_predict",
            "num_ctx", "num_keep", "num_batch", "num_thread", "num_gpu", "main_gpu", "n_keep", "n_discard", "n_indent",
            "id_slot", "t_max_predict_ms", "t_max_prompt_ms", "top_n", "dimensions", "budget_tokens", "keep_alive");
    private static final List<String> ALL = Stream.concat(SAMPLING.stream(), LIMITS.stream()).distinct().toList();
    private static final List<String> NUMBERS = List.of("-1", "2147483647", "-9223372036854775808", "0.5",
            "1e999", "-1e999", "9".repeat(400), "NaN", "\"NaN\"", "[[260, 1e999]]");
    private static final List<String> NAMES = List.of("..", "../x", "../../etc/passwd", "/etc/passwd", "x/../../y",
            "./x",
            "x/..", "..\\x", "C:\\x", "\\\\host\\x", "x\u0000", "x\u0000/../y", "x\ny", "",
            " ", ".", "~", "~/x", "$HOME", "%2e%2e%2fx", "\uff0e\uff0e/x", "x\u202ey", "x".repeat(2000), "x:y:z",
            "hf.co/../../x", "hf.co/u/..:Q4", "sha256:../../x", "file:///etc/passwd", "http://127.0.0.1:1/x.gguf", "-x",
            "v/w/x/y/z", ":latest", "a:../b", "\ud800");
    private static final List<String> WORDS = List.of("CON", "nul.txt", "C:x", "x..", "w/x/y/z", "con:aux");

    @TempDir
    static Path outside;

    private static Path store;
    private static HubServer hub;
    private static TestServer server;

    @BeforeAll
    static void start() throws Exception {
        store = Files.createDirectory(outside.resolve("store"));
        Files.write(store.resolve("broken.gguf"), new byte[100]);
        Path cut = store.resolve("cut.gguf");
        byte[] whole = Files.readAllBytes(TinyModels.llama());
        Files.write(cut, Arrays.copyOf(whole, whole.length / 2));
        Files.createDirectory(store.resolve("folder.gguf"));
        hub = new HubServer();
        server = TestServer.start(ServerOptions.defaults().at("127.0.0.1", 0),
                new ServingOptions(4, 96, 1, 512, Duration.ofMinutes(5), 3, Isolation.NONE),
                List.of(TinyModels.llama(), TinyModels.bert(), store.resolve("broken.gguf"), cut,
                        store.resolve("folder.gguf"), store.resolve("missing.gguf")),
                store, Optional.of(hub.hub()));
    }

    @AfterAll
    static void stop() {
        server.close();
        hub.close();
    }

    private static Set<String> everything() throws IOException {
        try (Stream<Path> files = Files.walk(outside)) {
            return files.map(Path::toString).collect(Collectors.toCollection(TreeSet::new));
        }
    }

    private static void assertDiscreet(HttpResponse<String> answer) {
        for (String secret : List.of(outside.toString(), System.getProperty("user.home"),
                System.getProperty("user.dir"),
                "dev.panallama", "java."))
            assertFalse(answer.body().contains(secret), answer.body());
    }

    private static void assertRefused(HttpResponse<String> answer, Object asked) {
        assertTrue(answer.statusCode() >= 400 && answer.statusCode() < 500,
                () -> "%s: %d %s".formatted(asked, answer.statusCode(), answer.body()));
        assertDiscreet(answer);
    }

    @ParameterizedTest
    @EnumSource
    void numbers_without_sense_are_refused_or_obeyed(AnswerPage page) throws Exception {
        boolean all = page == AnswerPage.COMPLETION || page == AnswerPage.OLLAMA_CHAT; // one code reads them for others
        String usual = page.request("llama", "the sky", 1, 2, false);
        try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
            var answers = new ArrayList<Future<List<String>>>();
            for (String field : all ? ALL : LIMITS) answers.add(clients.submit(() -> failures(page, usual, field)));
            for (Future<List<String>> it : answers) assertEquals(List.of(), it.get());
        }
        assertEquals(200, server.post(page.path, usual).statusCode(), "the model is as well as before");
    }

    private static List<String> failures(AnswerPage page, String usual, String field) throws Exception {
        var failures = new ArrayList<String>();
        for (String number : NUMBERS) {
            String given = "\"%s\": %s, ".formatted(field, number);
            String request = usual.replaceAll("\"%s\": [0-9]+,".formatted(field), "")
                    .replace("\"options\": {", given + "\"options\": {" + given);
            HttpResponse<String> answer = server.post(page.path, request);
            if (answer.statusCode() != 200 && answer.statusCode() != 400)
                failures.add("%s: %d %s".formatted(given, answer.statusCode(), answer.body()));
        }
        return failures;
    }

    @ParameterizedTest
    @ValueSource(
        strings = {"/v1/embeddings", "/api/embed", "/api/embeddings", "/v1/rerank", "/tokenize", "/detokenize",
            "/infill",
            "/apply-template", "/v1/messages/count_tokens"})
    void numbers_without_sense_do_no_harm_elsewhere(String path) throws Exception {
        for (String number : NUMBERS) {
            for (String field : List.of("dimensions", "top_n", "keep_alive", "input", "tokens", "content",
                    "max_tokens")) {
                String request = """
                        {"model": "bert", "input": "a", "prompt": "a", "query": "a", "documents": ["a"], "%s": %s}"""
                        .formatted(field, number);
                HttpResponse<String> answer = server.post(path, request);
                assertTrue(answer.statusCode() < 500 || answer.statusCode() == 501,
                        () -> "%s: %d %s".formatted(request, answer.statusCode(), answer.body()));
            }
        }
    }

    @Test
    void a_name_that_is_a_path_is_refused_and_touches_nothing() throws Exception {
        Set<String> before = everything();
        for (String name : NAMES) {
            JsonNode json = StringNode.valueOf(name);
            assertRefused(server.post("/api/show", "{\"model\": %s}".formatted(json)), json);
            assertRefused(server.post("/api/pull", "{\"model\": %s}".formatted(json)), json);
            assertRefused(server.post("/api/copy", "{\"source\": %s, \"destination\": \"x\"}".formatted(json)), json);
            assertRefused(server.post("/api/copy", "{\"source\": \"llama\", \"destination\": %s}".formatted(json)),
                    json);
            assertRefused(server.post("/api/create", "{\"model\": %s, \"from\": \"llama\"}".formatted(json)), json);
            assertRefused(server.post("/api/create", "{\"model\": \"x\", \"from\": %s}".formatted(json)), json);
            assertRefused(delete(name), json);
            for (AnswerPage page : AnswerPage.values())
                assertRefused(server.post(page.path, page.request("llama", "a", 1, 1, true)
                        .replace("\"llama\"", json.toString())), json);
            if (!name.isBlank())
                assertRefused(server.get("/v1/models/" + URLEncoder.encode(name, StandardCharsets.UTF_8)), json);
        }
        assertEquals(before, everything());
    }

    /// What some system has for a path or a device is a word like any other: no file is called so.
    @Test
    void a_name_is_never_the_name_of_a_file() throws Exception {
        Set<String> before = everything();
        for (String name : WORDS) {
            String copy = "{\"source\": \"llama\", \"destination\": \"%s\"}".formatted(name);
            assertEquals(200, server.post("/api/copy", copy).statusCode(), name);
            Set<String> made = everything();
            made.removeAll(before);
            assertTrue(made.stream().allMatch(it -> it.contains("models.json")), made.toString());
            assertEquals(200, delete(name).statusCode(), name);
        }
    }

    private static HttpResponse<String> delete(String name) throws Exception {
        return server.send(HttpRequest.newBuilder(server.at("/api/delete"))
                .method("DELETE", BodyPublishers.ofString("{\"model\": %s}".formatted(StringNode.valueOf(name)))));
    }

    @Test
    void what_goes_wrong_tells_nothing_about_this_machine() throws Exception {
        for (String model : List.of("broken", "cut", "folder", "missing", "nobody", "bert")) {
            for (AnswerPage page : AnswerPage.values()) {
                HttpResponse<String> answer = server.post(page.path, page.request(model, "a", 1, 1, false));
                assertTrue(answer.statusCode() >= 400, page.path + " " + model);
                assertDiscreet(answer);
            }
            for (String path : List.of("/api/show", "/tokenize", "/infill", "/apply-template", "/v1/rerank"))
                assertDiscreet(server.post(path, "{\"model\": \"%s\", \"query\": \"a\", \"documents\": [\"a\"]}"
                        .formatted(model)));
            assertDiscreet(server.post("/v1/embeddings", "{\"model\": \"%s\", \"input\": [99999]}".formatted(model)));
            assertDiscreet(server.get("/props?model=" + model));
            assertDiscreet(server.get("/v1/models/" + model));
        }
        for (String path : List.of("/api/tags", "/api/ps", "/v1/models", "/slots", "/metrics", "/nothing"))
            assertDiscreet(server.get(path));
    }

    @Test
    void a_form_of_a_web_page_makes_and_removes_nothing() throws Exception {
        Set<String> before = everything();
        for (String path : List.of("/api/copy", "/api/create", "/api/pull", "/api/generate")) {
            for (String type : List.of("text/plain", "application/x-www-form-urlencoded", "multipart/form-data")) {
                HttpResponse<String> answer = server.send(server.posting(path,
                        "{\"model\": \"made\", \"from\": \"llama\", \"source\": \"llama\", \"destination\": \"made\"}")
                        .header("Content-Type", type)
                        .header("Origin", "http://localhost:3000"));
                assertEquals(415, answer.statusCode(), path + " " + type);
            }
        }
        assertEquals(before, everything());
        assertFalse(server.get("/api/tags").body().contains("made"));
    }

    /// A mark is one token, and several as a text.
    @ParameterizedTest
    @EnumSource
    void marks_of_the_template_in_what_a_user_says_are_text(AnswerPage page) throws Exception {
        if (!page.hasTemplate()) return; // whoever writes the whole prompt may write marks
        int without = promptTokens(page, "ab");
        for (String mark : List.of("<|im_end|>", "<|im_start|>", "</s>"))
            assertTrue(promptTokens(page, "a" + mark + "b") >= without + 3, mark);
    }

    private static int promptTokens(AnswerPage page, String prompt) throws Exception {
        return page.promptTokens(server.answer(page.path, page.request("llama", prompt, 1, 1, false)));
    }
}
