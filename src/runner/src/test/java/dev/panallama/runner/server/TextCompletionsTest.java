package dev.panallama.runner.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.panallama.TinyModels;
import dev.panallama.gguf.GgufValue;
import dev.panallama.gguf.GgufWriter;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/// `/v1/completions`, also as those use it who measure models by it.
final class TextCompletionsTest {
    private static final String PAGE = "/v1/completions";
    private static final String PROMPT = "\"prompt\": \"The café serves 日本 tea\"";
    private static TestServer server;

    @BeforeAll
    static void start() throws Exception {
        server = TestServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static String request(String fields) {
        return "{\"model\": \"smollm2\", \"temperature\": 0, \"max_tokens\": 4, %s}".formatted(fields);
    }

    private static JsonNode choice(String fields) throws Exception {
        return server.answer(PAGE, request(fields)).at("/choices/0");
    }

    @Test
    void a_prompt_is_repeated_with_its_probabilities() throws Exception {
        JsonNode choice = choice(PROMPT + ", \"echo\": true, \"logprobs\": 2");
        JsonNode scores = choice.get("logprobs");
        String text = choice.get("text").stringValue();
        assertTrue(text.startsWith("The café serves 日本 tea"), text);
        int count = scores.get("tokens").size();
        assertTrue(scores.at("/token_logprobs/0").isNull() && scores.at("/top_logprobs/0").isNull());
        for (int i = 1; i < count; i++) {
            double own = scores.at("/token_logprobs/" + i).doubleValue();
            JsonNode top = scores.at("/top_logprobs/" + i);
            assertTrue(own < 0 && top.size() >= 2 && top.size() <= 3, top::toString);
            assertTrue(top.valueStream().allMatch(it -> it.doubleValue() <= 0));
        }
        int offset = 0;
        for (int i = 0; i < count; i++) {
            assertEquals(offset, scores.at("/text_offset/" + i).intValue());
            if (i + 1 < count) offset = scores.at("/text_offset/" + (i + 1)).intValue();
        }
        String last = scores.at("/tokens/" + (count - 1)).stringValue();
        assertEquals(text.substring(text.offsetByCodePoints(0, offset)), last);
    }

    @Test
    void what_is_generated_has_the_probability_that_it_has_as_a_prompt() throws Exception {
        JsonNode generated = choice("\"prompt\": \"The sky is\", \"echo\": true, \"logprobs\": 1");
        JsonNode given = choice("\"prompt\": \"%s\", \"echo\": true, \"logprobs\": 1, \"max_tokens\": 0"
                .formatted(generated.get("text").stringValue()));
        assertEquals(generated.get("text"), given.get("text"));
        JsonNode one = generated.get("logprobs");
        JsonNode other = given.get("logprobs");
        assertEquals(one.get("tokens"), other.get("tokens"));
        assertEquals(one.get("text_offset"), other.get("text_offset"));
        for (int i = 1; i < one.get("tokens").size(); i++)
            assertEquals(one.at("/token_logprobs/" + i).doubleValue(), other.at("/token_logprobs/" + i).doubleValue(),
                    0.02);
    }

    @Test
    void tokens_do_as_well_as_the_text() throws Exception {
        JsonNode ids = server.answer("/tokenize", "{\"model\": \"smollm2\", \"content\": \"The sky is blue\"}")
                .get("tokens");
        JsonNode answer = server.answer(PAGE,
                request("\"prompt\": [%s, %s], \"echo\": true, \"logprobs\": 1, \"max_tokens\": 0"
                        .formatted(ids, ids)));
        assertEquals(2, answer.get("choices").size());
        assertEquals(0, answer.at("/usage/completion_tokens").intValue());
        JsonNode text = choice("\"prompt\": \"The sky is blue\", \"echo\": true, \"logprobs\": 1, \"max_tokens\": 0");
        assertEquals(text.get("logprobs"), answer.at("/choices/1/logprobs"));
        assertEquals("length", text.get("finish_reason").stringValue());
    }

    @Test
    void a_stream_has_the_same_text_probabilities_and_offsets() throws Exception {
        for (String echo : new String[]{"true", "false"}) {
            String fields = PROMPT + ", \"logprobs\": 1, \"echo\": " + echo;
            JsonNode whole = choice(fields);
            var pieces = new ArrayList<JsonNode>();
            for (String event : server.post(PAGE, request(fields + ", \"stream\": true")).body().split("\n\n"))
                if (event.startsWith("data: {")) pieces.add(TestServer.json(event.substring(6)).at("/choices/0"));
            assertEquals(whole.get("text").stringValue(),
                    pieces.stream().map(it -> it.get("text").stringValue()).collect(Collectors.joining()));
            for (String list : new String[]{"tokens", "text_offset"})
                assertEquals(whole.at("/logprobs/" + list).valueStream().toList(),
                        pieces.stream().flatMap(it -> it.at("/logprobs/" + list).valueStream()).toList());
        }
    }

    @Test
    void a_gap_before_a_suffix_is_filled(@TempDir Path folder) throws Exception {
        GgufWriter writer = GgufWriter.copyOf(TinyModels.llama());
        List<String> marks = List.of("pre", "suf", "mid");
        for (String it : marks)
            writer.put("tokenizer.ggml.fim_%s_token_id".formatted(it), GgufValue.uint32(100 + marks.indexOf(it)));
        Path coder = folder.resolve("coder.gguf");
        writer.write(coder);
        try (var own = TestServer.of(coder)) {
            String body = "{\"prompt\": [\"hello\", \"hello world\"], \"suffix\": \"world\", \"max_tokens\": 2}";
            JsonNode filled = own.answer(PAGE, body);
            JsonNode plain = own.answer(PAGE, body.replace("\"world\"", "\"\""));
            int marked = filled.at("/usage/prompt_tokens").intValue() - plain.at("/usage/prompt_tokens").intValue();
            assertTrue(marked >= 2 * 4, filled + "|" + plain); // three marks and the suffix
            String generate = "{\"model\": \"coder\", \"prompt\": \"hello\", \"raw\": true, \"suffix\": \"%s\", \"stream\": false, \"options\": {\"num_predict\": 2}}";
            int gap = own.answer("/api/generate", generate.formatted("world")).get("prompt_eval_count").intValue();
            int text = own.answer("/api/generate", generate.formatted("")).get("prompt_eval_count").intValue();
            assertTrue(gap >= text + 4, gap + "|" + text);
        }
    }

    @Test
    void what_clients_send_always_asks_for_nothing() throws Exception {
        server.answer(PAGE, request("\"prompt\": \"a\", \"max_tokens\": 1, \"best_of\": 1, \"seed\": 1795790963123"));
        server.answer(PAGE,
                request("\"prompt\": \"a\", \"max_tokens\": 1, \"n\": 2, \"best_of\": 2, \"seed\": -5000000000"));
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
            "\"prompt\": \"a\", \"suffix\": \"b\" | suffix", "\"prompt\": [1, 2], \"suffix\": \"b\" | suffix",
            "\"prompt\": \"a\", \"suffix\": \"b\", \"echo\": true | suffix",
            "\"prompt\": \"a\", \"logprobs\": 6 | logprobs",
            "\"prompt\": \"a\", \"max_tokens\": -2 | max_tokens", "\"prompt\": \"a\", \"best_of\": 2 | best_of",
            "\"prompt\": [] | prompt", "\"model\": \"smollm2\" | prompt"
        })
    void a_field_that_is_wrong_is_named(String fields, String name) throws Exception {
        HttpResponse<String> refused = server.post(PAGE, request(fields));
        assertEquals(400, refused.statusCode(), refused.body());
        assertEquals(name, TestServer.json(refused.body()).at("/error/param").stringValue(), refused.body());
    }
}
