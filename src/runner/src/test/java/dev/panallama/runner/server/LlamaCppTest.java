package dev.panallama.runner.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.panallama.TinyModels;
import dev.panallama.gguf.GgufValue;
import dev.panallama.gguf.GgufWriter;
import dev.panallama.runner.TestModel;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// llama-server's own pages, as its clients read them.
final class LlamaCppTest {
    private static final List<String> MARKS = List.of("pre", "suf", "mid", "rep", "sep");
    private static final int FIRST_MARK = 3 + '0'; // tokens of bytes, given other roles

    @TempDir
    private static Path folder;

    private static TestServer server;

    @BeforeAll
    static void start() throws Exception {
        GgufWriter coder = GgufWriter.copyOf(TinyModels.llama());
        for (int i = 0; i < MARKS.size(); i++)
            coder.put("tokenizer.ggml.fim_%s_token_id".formatted(MARKS.get(i)), GgufValue.uint32(FIRST_MARK + i));
        Path file = folder.resolve("coder.gguf");
        coder.write(file);
        server = TestServer.of(TestModel.file(), TinyModels.bert(), file);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static String request(String fields) {
        return """
                {"model": "smollm2", "temperature": 0, "n_predict": 8, "prompt": "The capital of France is"%s}"""
                .formatted(fields);
    }

    private static JsonNode complete(String fields) throws Exception {
        return server.answer("/completion", request(fields));
    }

    private static List<JsonNode> pieces(String fields) throws Exception {
        HttpResponse<String> response = server.post("/completion", request(", \"stream\": true" + fields));
        assertEquals(200, response.statusCode(), response.body());
        assertFalse(response.body().contains("[DONE]"));
        return Arrays.stream(response.body().split("\n\n"))
                .filter(it -> it.startsWith("data: "))
                .map(it -> TestServer.json(it.substring(6)))
                .toList();
    }

    @Test
    void a_prompt_is_continued_and_the_answer_has_all_that_clients_read() throws Exception {
        JsonNode answer = complete(", \"return_tokens\": true, \"seed\": 3");
        assertTrue(answer.get("content").stringValue().contains("Paris"), answer.toString());
        assertEquals(8, answer.get("tokens").size());
        assertEquals(8, answer.get("tokens_predicted").intValue());
        assertEquals(5, answer.get("tokens_evaluated").intValue());
        assertEquals(13, answer.get("tokens_cached").intValue());
        assertEquals(0, answer.get("index").intValue());
        assertTrue(answer.get("stop").booleanValue());
        assertEquals("limit", answer.get("stop_type").stringValue());
        assertEquals("", answer.get("stopping_word").stringValue());
        assertEquals("smollm2", answer.get("model").stringValue());
        assertFalse(answer.get("truncated").booleanValue());
        assertEquals(3, answer.at("/generation_settings/seed").intValue());
        assertEquals(8, answer.at("/generation_settings/n_predict").intValue());
        assertTrue(answer.at("/timings/predicted_per_second").doubleValue() > 0);
        assertEquals(8, answer.at("/timings/predicted_n").intValue());
        assertTrue(complete("").get("tokens").isEmpty());
    }

    @Test
    void what_was_computed_before_is_counted_apart() throws Exception {
        String request = "{\"model\": \"smollm2\", \"prompt\": \"Once there was a lake, and in it a very old fish\", \"n_predict\": 1}";
        JsonNode first = server.answer("/completion", request).get("timings");
        JsonNode second = server.answer("/completion", request).get("timings");
        assertTrue(second.get("cache_n").intValue() > 0, second::toString);
        assertEquals(first.get("prompt_n").intValue() + first.get("cache_n").intValue(),
                second.get("prompt_n").intValue() + second.get("cache_n").intValue());
    }

    @Test
    void a_stream_says_what_the_whole_answer_says() throws Exception {
        List<JsonNode> pieces = pieces(", \"timings_per_token\": true");
        assertEquals(complete("").get("content").stringValue(),
                pieces.stream().map(it -> it.get("content").stringValue()).collect(Collectors.joining()));
        assertTrue(pieces.stream().limit(pieces.size() - 1).noneMatch(it -> it.get("stop").booleanValue()));
        assertTrue(pieces.getFirst().at("/timings/prompt_n").intValue() > 0);
        assertEquals("limit", pieces.getLast().get("stop_type").stringValue());
        assertEquals(8, pieces.getLast().get("tokens_predicted").intValue());
    }

    @Test
    void a_prompt_may_be_text_and_tokens_or_a_list_of_those() throws Exception {
        JsonNode tokens = server.answer("/tokenize",
                "{\"model\": \"smollm2\", \"content\": \"The capital of\", \"add_special\": true}").get("tokens");
        String request = "{\"model\": \"smollm2\", \"temperature\": 0, \"n_predict\": 8, \"prompt\": %s}";
        String mixed = tokens.toString().replace("]", ", \" France is\"]");
        String content = complete("").get("content").stringValue();
        assertEquals(content, server.answer("/completion", request.formatted(mixed)).get("content").stringValue());
        JsonNode several = server.answer("/completion", request.formatted(
                "[%s, {\"prompt_string\": \"The capital of France is\"}, \"Hello\"]".formatted(mixed)));
        assertEquals(List.of(0, 1, 2), several.valueStream().map(it -> it.get("index").intValue()).toList());
        assertEquals(content, several.get(0).get("content").stringValue());
        assertEquals(content, several.get(1).get("content").stringValue());
        assertNotEquals(content, several.get(2).get("content").stringValue());
    }

    @Test
    void an_answer_ends_at_a_stop_text_or_where_the_model_ends_it() throws Exception {
        JsonNode stopped = complete(", \"stop\": [\"Paris\"]");
        assertEquals("word", stopped.get("stop_type").stringValue());
        assertEquals("Paris", stopped.get("stopping_word").stringValue());
        assertFalse(stopped.get("content").stringValue().contains("Paris"));
        assertEquals("eos", complete(", \"grammar\": \"root ::= \\\"yes\\\"\"").get("stop_type").stringValue());
        JsonNode none = complete(", \"n_predict\": 0").get("content");
        assertEquals("", none.stringValue());
    }

    @Test
    void a_schema_holds() throws Exception {
        String content = complete(", \"n_predict\": 20, \"json_schema\": {\"enum\": [\"red\", \"green\"]}")
                .get("content").stringValue();
        assertTrue(List.of("\"red\"", "\"green\"").contains(content), content);
    }

    @Test
    void probabilities_are_told_before_or_after_sampling() throws Exception {
        JsonNode tokens = complete(", \"n_probs\": 3").get("completion_probabilities");
        assertEquals(8, tokens.size());
        assertEquals(3, tokens.get(0).get("top_logprobs").size());
        assertTrue(tokens.get(0).get("logprob").doubleValue() <= 0);
        JsonNode after = complete(
                ", \"n_probs\": 3, \"post_sampling_probs\": true, \"temperature\": 1, \"top_k\": 2, \"top_p\": 1, \"min_p\": 0")
                .get("completion_probabilities");
        assertEquals(2, after.get(0).get("top_probs").size(), "what is cut away is no alternative");
        assertEquals(1, after.get(0).get("top_probs").valueStream()
                .mapToDouble(it -> it.get("prob").doubleValue())
                .sum(), 1e-3);
        assertEquals(8, pieces(", \"n_probs\": 1").stream()
                .mapToInt(it -> it.path("completion_probabilities").size())
                .sum());
    }

    @Test
    void a_token_that_is_ruled_out_is_not_said() throws Exception {
        JsonNode likeliest = complete(", \"return_tokens\": true, \"n_predict\": 1").at("/tokens/0");
        for (String bias : List.of("{\"%s\": false}", "{\"%s\": -100}", "[[%s, false]]", "[[%s, -100]]")) {
            JsonNode tokens = complete(", \"return_tokens\": true, \"logit_bias\": " + bias.formatted(likeliest))
                    .get("tokens");
            assertTrue(tokens.valueStream().noneMatch(likeliest::equals), bias);
        }
        HttpResponse<String> refused = server.post("/completion", request(", \"logit_bias\": [[\" Paris\", -1]]"));
        assertEquals(400, refused.statusCode(), refused.body());
    }

    @Test
    void only_the_fields_that_are_wanted_come() throws Exception {
        JsonNode answer = complete(", \"response_fields\": [\"content\", \"generation_settings/n_predict\", \"none\"]");
        assertEquals(List.of("content", "n_predict"), List.copyOf(answer.propertyNames()));
        assertEquals(8, answer.get("n_predict").intValue());
    }

    @Test
    void a_prompt_that_is_to_be_computed_anew_is() throws Exception {
        JsonNode content = complete("").get("content");
        JsonNode anew = complete(", \"cache_prompt\": false");
        assertEquals(content, anew.get("content"));
        assertTrue(anew.at("/timings/prompt_n").intValue() >= 5, "all of it, though it is known");
    }

    @Test
    void code_ends_where_a_line_is_further_left_or_the_time_is_up() throws Exception {
        String grammar = ", \"n_predict\": 40, \"grammar\": \"root ::= \\\"a\\\\n  b\\\\nc\\\\n  d\\\"\"";
        assertEquals("a\n  b\nc\n  d", complete(grammar).get("content").stringValue());
        JsonNode cut = complete(grammar + ", \"n_indent\": 2");
        assertEquals("a\n  b\n", cut.get("content").stringValue());
        assertEquals("limit", cut.get("stop_type").stringValue());
        JsonNode late = complete(
                ", \"t_max_predict_ms\": 1, \"n_predict\": 200, \"grammar\": \"root ::= (\\\"a\\\\n\\\")+\"");
        assertTrue(late.get("tokens_predicted").intValue() < 200, late.toString());
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
            "\"prompt\": null", "\"prompt\": []", "\"prompt\": [1.5]", "\"prompt\": 7", "\"n_predict\": -2",
            "\"prompt\": {\"prompt_string\": \"a\", \"multimodal_data\": [\"AAAA\"]}", "\"n_probs\": -1",
            "\"lora\": [{\"id\": 0, \"scale\": 1}]", "\"grammar\": \"root ::= (\"", "\"temperature\": \"hot\"",
            "\"prompt\": [999999]", "\"return_progress\": true", "\"id_slot\": 1", "\"n_keep\": 4", "\"n_cmpl\": 0",
            "\"response_fields\": [1]"
        })
    void a_field_that_is_wrong_is_refused(String field) throws Exception {
        HttpResponse<String> refused = server.post("/completion", request(", " + field));
        assertEquals(400, refused.statusCode(), refused.body());
        assertEquals("invalid_request_error", TestServer.json(refused.body()).at("/error/type").stringValue());
    }

    @Test
    void texts_become_tokens_and_texts_again() throws Exception {
        String request = "{\"model\": \"coder\", \"content\": \"hello world \u00e1\"%s}";
        JsonNode tokens = server.answer("/tokenize", request.formatted("")).get("tokens");
        assertEquals("hello world \u00e1", server.answer("/detokenize",
                "{\"model\": \"coder\", \"tokens\": %s}".formatted(tokens)).get("content").stringValue().strip());
        JsonNode begun = server.answer("/tokenize", request.formatted(", \"add_special\": true")).get("tokens");
        assertEquals(1, begun.get(0).intValue(), "the beginning of a text");
        assertEquals(tokens.size() + 1, begun.size());
        JsonNode pieces = server.answer("/tokenize", request.formatted(", \"with_pieces\": true")).get("tokens");
        assertEquals(tokens.valueStream().toList(), pieces.valueStream().map(it -> it.get("id")).toList());
        assertEquals("[195]", pieces.get(pieces.size() - 2).get("piece").toString(), "half a character");
        assertEquals("[161]", pieces.get(pieces.size() - 1).get("piece").toString());
    }

    @Test
    void a_conversation_is_written_as_the_model_reads_it() throws Exception {
        String messages = "\"messages\": [{\"role\": \"user\", \"content\": \"Hello\"}]";
        String prompt = server.answer("/apply-template", "{\"model\": \"smollm2\", %s}".formatted(messages))
                .get("prompt").stringValue();
        assertTrue(prompt.endsWith("<|im_start|>user\nHello<|im_end|>\n<|im_start|>assistant\n"), prompt);
        assertTrue(server.answer("/apply-template",
                "{\"model\": \"smollm2\", \"add_generation_prompt\": false, %s}".formatted(messages))
                .get("prompt").stringValue().endsWith("Hello<|im_end|>\n"));
        assertEquals(400, server.post("/apply-template", "{\"model\": \"smollm2\"}").statusCode());
        assertEquals(400, server.post("/apply-template", "{\"model\": \"bert\", %s}".formatted(messages)).statusCode());
    }

    @Test
    void properties_tell_how_a_model_is_served_and_not_where_it_is() throws Exception {
        String body = server.get("/props?model=smollm2").body();
        JsonNode properties = TestServer.json(body);
        assertEquals(2048, properties.at("/default_generation_settings/n_ctx").intValue());
        assertEquals(40, properties.at("/default_generation_settings/params/top_k").intValue());
        assertEquals(4, properties.get("total_slots").intValue());
        assertEquals("smollm2", properties.get("model_alias").stringValue());
        assertEquals("<|im_end|>", properties.get("eos_token").stringValue());
        assertTrue(properties.get("chat_template").stringValue().contains("im_start"));
        assertTrue(properties.at("/chat_template_caps/supports_system_role").booleanValue());
        assertFalse(properties.at("/modalities/vision").booleanValue());
        assertFalse(body.contains(TestModel.file().getParent().toString()));
        assertEquals(404, server.get("/props?model=nobody").statusCode());
    }

    @Test
    void slots_tell_what_they_are_doing() throws Exception {
        complete("");
        JsonNode slots = TestServer.json(server.get("/slots?model=smollm2&fail_on_no_slot=1").body());
        assertEquals(List.of(0, 1, 2, 3), slots.valueStream().map(it -> it.get("id").intValue()).toList());
        assertTrue(slots.valueStream().noneMatch(it -> it.get("is_processing").booleanValue()), slots.toString());
        assertEquals(2048, slots.get(0).get("n_ctx").intValue());
        assertEquals("ok", TestServer.json(server.get("/v1/health").body()).get("status").stringValue());
    }

    @Test
    void a_gap_is_filled_by_a_model_that_was_trained_to() throws Exception {
        JsonNode answer = server.answer("/infill",
                """
                        {"model": "coder", "input_prefix": "hello", "input_suffix": "world", "prompt": " water", "n_predict": 4,
                         "temperature": 0, "input_extra": [{"filename": "a.txt", "text": "the sky"}]}""");
        assertTrue(answer.get("tokens_predicted").intValue() <= 4);
        int[] ids = server.answer("/tokenize", """
                {"model": "coder", "add_special": false, "content": "hello water"}""").get("tokens").valueStream()
                .mapToInt(JsonNode::intValue)
                .toArray();
        assertTrue(answer.get("tokens_evaluated").intValue() > ids.length + MARKS.size(), answer.toString());
        assertTrue(answer.get("prompt").stringValue().contains("a.txt\n the sky"), answer.get("prompt").toString());
        JsonNode cut = server.answer("/infill", """
                {"model": "coder", "input_prefix": "%s", "n_predict": 2}""".formatted("hello ".repeat(3000)));
        assertTrue(cut.get("tokens_evaluated").intValue() < 2048);
    }

    @Test
    void a_gap_is_refused_where_the_model_has_no_marks_or_a_field_is_wrong() throws Exception {
        HttpResponse<String> refused = server.post("/infill", "{\"model\": \"smollm2\", \"input_prefix\": \"a\"}");
        assertEquals(501, refused.statusCode());
        assertTrue(refused.body().contains("a model of code"), refused.body());
        for (String extra : List.of("{}", "[7]", "[{\"filename\": \"a\"}]", "[{\"filename\": 1, \"text\": \"a\"}]"))
            assertEquals(400, server.post("/infill", "{\"model\": \"coder\", \"input_extra\": %s}".formatted(extra))
                    .statusCode(), extra);
    }
}
