package dev.panallama.runner.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.panallama.Isolation;
import dev.panallama.TinyModels;
import dev.panallama.runner.http.ServerOptions;
import dev.panallama.runner.serving.ServingOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/// A request with a seed is answered in the same way each time, however the answer travels; and nobody gets what another one
/// asked for.
final class RepeatabilityTest {
    private static final int CONTEXT = 256;
    private static final int TOKENS = 24;
    private static TestServer server;

    @BeforeAll
    static void start() throws Exception {
        server = TestServer.start(ServerOptions.defaults().at("127.0.0.1", 0),
                new ServingOptions(4, CONTEXT, 1, 512, Duration.ofMinutes(5), 3, Isolation.NONE),
                List.of(TinyModels.llama()));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static String whole(AnswerPage page, String prompt, int seed) throws Exception {
        return page.text(server.answer(page.path, page.request("llama", prompt, seed, TOKENS, false)));
    }

    private static String streamed(AnswerPage page, String prompt, int seed) throws Exception {
        String body = server.post(page.path, page.request("llama", prompt, seed, TOKENS, true)).body();
        assertTrue(page.isWhole(body), body);
        return page.streamed(body);
    }

    @ParameterizedTest
    @EnumSource
    void a_stream_says_at_one_seed_what_the_whole_answer_says(AnswerPage page) throws Exception {
        for (int seed = 1; seed <= 3; seed++) {
            String whole = whole(page, "the sky", seed);
            assertFalse(whole.isEmpty());
            assertEquals(whole, streamed(page, "the sky", seed));
            assertEquals(whole, whole(page, "the sky", seed));
        }
    }

    @ParameterizedTest
    @EnumSource
    void another_seed_says_another_thing(AnswerPage page) throws Exception {
        assertNotEquals(whole(page, "the sky", 1), whole(page, "the sky", 2));
    }

    @Test
    void clients_that_ask_at_once_get_each_its_own_text() throws Exception {
        try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
            var answers = new ArrayList<Future<String>>();
            for (int i = 0; i < 28; i++) {
                int client = i;
                answers.add(clients.submit(() -> said(page(client), words(client), client % 4 < 2)));
            }
            for (int i = 0; i < answers.size(); i++)
                assertEquals('"' + words(i) + '"', answers.get(i).get(), page(i).path);
        }
    }

    private static String said(AnswerPage page, String words, boolean stream) throws Exception {
        String body = server.post(page.path, page.saying("llama", words, stream)).body();
        return stream ? page.streamed(body) : page.text(TestServer.json(body));
    }

    private static AnswerPage page(int client) {
        return AnswerPage.values()[client % AnswerPage.values().length];
    }

    private static String words(int client) {
        return "hello world, water and sky ".repeat(1 + client % 3) + client;
    }

    @Test
    void a_full_context_ends_an_answer() throws Exception {
        JsonNode answer = server.answer("/completion",
                "{\"model\": \"llama\", \"prompt\": \"the sky\", \"ignore_eos\": true, \"temperature\": 0}");
        assertEquals("limit", answer.get("stop_type").stringValue());
        assertEquals(CONTEXT, answer.get("tokens_evaluated").intValue() + answer.get("tokens_predicted").intValue());
        String body = server.post("/v1/chat/completions", """
                {"model": "llama", "stream": true, "temperature": 0, "logit_bias": {"2": false, "260": false},
                 "messages": [{"role": "user", "content": "the sky"}]}""").body();
        assertTrue(body.contains("\"finish_reason\":\"length\""), body);
        assertTrue(AnswerPage.CHAT_COMPLETIONS.isWhole(body), body);
    }
}
