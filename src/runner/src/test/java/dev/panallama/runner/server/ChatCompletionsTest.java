package dev.panallama.runner.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// `/v1/chat/completions`, byte by byte where clients rely on it.
final class ChatCompletionsTest {
    private static final String PAGE = "/v1/chat/completions";
    private static final String ASKED = "\"messages\": [{\"role\": \"user\", \"content\": \"Why is the sky blue?\"}]";
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
        return "{\"model\": \"smollm2\", \"temperature\": 0, \"max_tokens\": 12, %s, %s}".formatted(ASKED, fields);
    }

    private static List<String> events(String fields) throws Exception {
        HttpResponse<String> response = server.post(PAGE, request("\"stream\": true, " + fields));
        assertEquals(200, response.statusCode(), response.body());
        assertEquals("text/event-stream", response.headers().firstValue("Content-Type").orElse(""));
        var events = new ArrayList<String>();
        for (String event : response.body().split("\n\n"))
            if (event.startsWith("data: ")) events.add(event.substring(6));
        return events;
    }

    private static String text(List<String> events) {
        return events.stream()
                .filter(it -> it.startsWith("{"))
                .flatMap(it -> TestServer.json(it).path("choices").valueStream())
                .map(it -> it.path("delta").path("content").asString(""))
                .collect(Collectors.joining());
    }

    @Test
    void an_answer_has_all_that_clients_read() throws Exception {
        JsonNode answer = server.answer(PAGE, request("\"seed\": 1"));
        assertTrue(answer.get("id").stringValue().startsWith("chatcmpl-"));
        assertEquals("chat.completion", answer.get("object").stringValue());
        assertEquals("smollm2", answer.get("model").stringValue());
        JsonNode choice = answer.get("choices").get(0);
        assertEquals(0, choice.get("index").intValue());
        assertEquals("assistant", choice.get("message").get("role").stringValue());
        assertEquals("length", choice.get("finish_reason").stringValue());
        JsonNode usage = answer.get("usage");
        assertEquals(12, usage.get("completion_tokens").intValue());
        assertTrue(usage.get("prompt_tokens").intValue() > 10);
        assertEquals(usage.get("prompt_tokens").intValue() + 12, usage.get("total_tokens").intValue());
    }

    @Test
    void a_stream_says_what_the_whole_answer_says() throws Exception {
        String whole = server.answer(PAGE, request("\"n\": 1")).at("/choices/0/message/content").stringValue();
        List<String> events = events("\"stream_options\": {\"include_usage\": true}");
        assertEquals(whole, text(events));
        assertEquals("[DONE]", events.getLast());
        JsonNode first = TestServer.json(events.getFirst());
        assertEquals("assistant", first.at("/choices/0/delta/role").stringValue());
        JsonNode usage = TestServer.json(events.get(events.size() - 2));
        assertEquals(0, usage.get("choices").size());
        assertEquals(12, usage.at("/usage/completion_tokens").intValue());
        JsonNode closing = TestServer.json(events.get(events.size() - 3));
        assertEquals("length", closing.at("/choices/0/finish_reason").stringValue());
        assertTrue(closing.at("/choices/0/delta").isEmpty());
        assertEquals(1, events.stream()
                .filter(it -> it.startsWith("{"))
                .map(it -> TestServer.json(it).get("id"))
                .distinct()
                .count());
    }

    @Test
    void what_was_computed_before_is_counted_apart() throws Exception {
        JsonNode first = server.answer(PAGE, request("\"n\": 1")).get("usage");
        JsonNode again = server.answer(PAGE, request("\"n\": 1")).get("usage");
        assertEquals(first.get("prompt_tokens"), again.get("prompt_tokens"));
        int cached = again.at("/prompt_tokens_details/cached_tokens").intValue();
        assertTrue(cached > 20 && cached <= again.get("prompt_tokens").intValue(), again::toString);
        List<String> events = events("\"stream_options\": {\"include_usage\": true}");
        assertEquals(cached, TestServer.json(events.get(events.size() - 2))
                .at("/usage/prompt_tokens_details/cached_tokens").intValue());
        String text = """
                {"model": "smollm2", "max_tokens": 1, "prompt": "%s"}""".formatted("The sky is blue. ".repeat(12));
        int prompt = server.answer("/v1/completions", text).at("/usage/prompt_tokens").intValue();
        int found = server.answer("/v1/completions", text).at("/usage/prompt_tokens_details/cached_tokens").intValue();
        assertTrue(found > 40 && found <= prompt, found + " of " + prompt);
    }

    @Test
    void a_stream_without_usage_ends_with_its_last_choice() throws Exception {
        List<String> events = events("\"stream_options\": null");
        assertEquals("length",
                TestServer.json(events.get(events.size() - 2)).at("/choices/0/finish_reason").stringValue());
    }

    @Test
    void several_answers_come_side_by_side() throws Exception {
        JsonNode answer = server.answer(PAGE, request("\"n\": 3, \"temperature\": 1.5, \"seed\": 7"));
        assertEquals(3, answer.get("choices").size());
        assertEquals(36, answer.at("/usage/completion_tokens").intValue());
        assertTrue(answer.get("choices").valueStream().map(it -> it.at("/message/content")).distinct().count() > 1);
        JsonNode again = server.answer(PAGE, request("\"n\": 3, \"temperature\": 1.5, \"seed\": 7"));
        assertEquals(answer.get("choices"), again.get("choices"), "a seed makes them repeatable");
    }

    @Test
    void a_last_message_of_the_model_is_continued() throws Exception {
        String whole = server.answer(PAGE, request("\"n\": 1")).at("/choices/0/message/content").stringValue();
        String begun = whole.substring(0, whole.indexOf(' ', whole.length() / 2));
        String fields = """
                "model": "smollm2", "temperature": 0, "max_tokens": 3, "messages": [
                {"role": "user", "content": "Why is the sky blue?"}, {"role": "assistant", "content": "%s"}]"""
                .formatted(begun);
        String more = server.answer(PAGE, "{" + fields + "}").at("/choices/0/message/content").stringValue();
        assertTrue(whole.startsWith(begun + more), begun + "|" + more);
        assertEquals(more, server.answer(PAGE,
                "{" + fields + ", \"continue_final_message\": true, \"add_generation_prompt\": false}")
                .at("/choices/0/message/content").stringValue());
        String another = server.answer(PAGE, "{" + fields + ", \"add_generation_prompt\": true}")
                .at("/choices/0/message/content").stringValue();
        assertFalse(another.isEmpty() || another.equals(more), another);
    }

    @Test
    void a_stop_text_ends_an_answer_and_is_no_part_of_it() throws Exception {
        String whole = server.answer(PAGE, request("\"n\": 1")).at("/choices/0/message/content").stringValue();
        String stop = whole.substring(whole.length() / 2, whole.length() / 2 + 4);
        JsonNode stopped = server.answer(PAGE, request("\"stop\": [\"%s\"]".formatted(stop)));
        assertEquals(whole.substring(0, whole.indexOf(stop)), stopped.at("/choices/0/message/content").stringValue());
        assertEquals("stop", stopped.at("/choices/0/finish_reason").stringValue());
    }

    @Test
    void probabilities_are_told_token_by_token() throws Exception {
        JsonNode choice = server.answer(PAGE, request("\"logprobs\": true, \"top_logprobs\": 2")).at("/choices/0");
        JsonNode tokens = choice.at("/logprobs/content");
        assertEquals(12, tokens.size());
        assertEquals(choice.at("/message/content").stringValue(), tokens.valueStream()
                .map(it -> it.get("token").stringValue())
                .collect(Collectors.joining()));
        for (JsonNode it : tokens) {
            assertTrue(it.get("logprob").doubleValue() <= 0);
            assertEquals(2, it.get("top_logprobs").size());
            assertEquals(it.get("logprob"), it.at("/top_logprobs/0/logprob"), "greedy takes the likeliest");
        }
        long streamed = events("\"logprobs\": true").stream()
                .filter(it -> it.startsWith("{"))
                .mapToInt(it -> TestServer.json(it).at("/choices/0/logprobs/content").size())
                .sum();
        assertEquals(12, streamed);
    }

    @Test
    void a_schema_holds() throws Exception {
        String schema = """
                "max_tokens": 60, "response_format": {"type": "json_schema", "json_schema": {"name": "mood", "schema":
                {"type": "object", "properties": {"colour": {"enum": ["blue", "green"]}}, "required": ["colour"]}}}""";
        JsonNode answer = server.answer(PAGE, request(schema));
        JsonNode json = TestServer.json(answer.at("/choices/0/message/content").stringValue());
        assertTrue(List.of("blue", "green").contains(json.get("colour").stringValue()));
        assertEquals(json, TestServer.json(text(events(schema))));
    }

    @Test
    void a_tool_is_called_where_one_has_to_be() throws Exception {
        String tools = """
                "max_tokens": 100, "parallel_tool_calls": false, "tool_choice": "required", "tools": [{"type": "function", "function": {"name": "weather",
                "parameters": {"type": "object", "properties": {"city": {"enum": ["Rome", "Oslo"]}}, "required": ["city"]}}}]""";
        JsonNode choice = server.answer(PAGE, request(tools)).at("/choices/0");
        assertEquals("tool_calls", choice.get("finish_reason").stringValue());
        JsonNode call = choice.at("/message/tool_calls/0");
        assertTrue(call.get("id").stringValue().matches("call_[0-9a-f]{32}"), call::toString);
        assertEquals("weather", call.at("/function/name").stringValue());
        JsonNode arguments = TestServer.json(call.at("/function/arguments").stringValue());
        assertTrue(List.of("Rome", "Oslo").contains(arguments.get("city").stringValue()));
        var ids = new ArrayList<String>();
        var name = new StringBuilder();
        var streamed = new StringBuilder();
        for (String event : events(tools)) {
            if (event.equals("[DONE]")) continue;
            JsonNode streamedCall = TestServer.json(event).at("/choices/0/delta/tool_calls/0");
            if (streamedCall.has("id")) ids.add(streamedCall.get("id").stringValue());
            JsonNode piece = streamedCall.path("function");
            name.append(piece.path("name").asString(""));
            streamed.append(piece.path("arguments").asString(""));
        }
        assertEquals(1, ids.size());
        assertTrue(ids.getFirst().matches("call_[0-9a-f]{32}"), ids::toString);
        assertEquals("weather", name.toString());
        assertEquals(arguments, TestServer.json(streamed.toString()));
    }

    @Test
    void a_form_of_the_answer_holds_where_tools_may_be_called() throws Exception {
        String tools = """
                "max_tokens": 80, "parallel_tool_calls": false,
                "tools": [{"type": "function", "function": {"name": "weather", "parameters":
                {"type": "object", "properties": {"city": {"enum": ["Rome", "Oslo"]}}, "required": ["city"]}}}],
                "response_format": {"type": "json_schema", "json_schema": {"name": "mood", "schema":
                {"type": "object", "properties": {"colour": {"enum": ["blue", "green"]}}, "required": ["colour"]}}}""";
        for (String thinking : List.of("none", "high")) {
            JsonNode message = server
                    .answer(PAGE, request(tools + ", \"reasoning_effort\": \"%s\"".formatted(thinking)))
                    .at("/choices/0/message");
            if (message.path("tool_calls").isEmpty()) {
                JsonNode json = TestServer.json(message.get("content").stringValue());
                assertTrue(List.of("blue", "green").contains(json.get("colour").stringValue()), message::toString);
            } else assertEquals("weather", message.at("/tool_calls/0/function/name").stringValue());
        }
        JsonNode none = server.answer(PAGE, request(tools + ", \"tool_choice\": \"none\"")).at("/choices/0/message");
        assertTrue(TestServer.json(none.get("content").stringValue()).has("colour"), none::toString);
        JsonNode call = server.answer(PAGE, request(tools + ", \"tool_choice\": \"required\""))
                .at("/choices/0/message");
        assertEquals("weather", call.at("/tool_calls/0/function/name").stringValue());
    }

    @Test
    @Timeout(60)
    void a_model_stays_as_long_as_the_request_says() throws Exception {
        for (String it : List.of("\"ttl\": 864000", "\"keep_alive\": \"240h\"")) {
            server.answer(PAGE, request("\"cache_prompt\": true, \"verbosity\": \"medium\", \"max_tokens\": 1, " + it));
            while (until().isBefore(OffsetDateTime.now().plusDays(9))) Thread.sleep(10); // counts when the answer has ended here
            server.answer(PAGE, request("\"max_tokens\": 1, \"ttl\": 300"));
        }
    }

    private static OffsetDateTime until() throws Exception {
        return OffsetDateTime.parse(
                TestServer.json(server.get("/api/ps").body()).at("/models/0/expires_at").stringValue());
    }

    @Test
    void two_messages_of_the_model_in_a_row_are_not_continued() throws Exception {
        HttpResponse<String> refused = server.post(PAGE, """
                {"messages": [{"role": "user", "content": "a"}, {"role": "assistant", "content": "b"},
                {"role": "assistant", "content": "c"}], "model": "smollm2"}""");
        assertEquals(400, refused.statusCode());
        assertEquals("messages", TestServer.json(refused.body()).at("/error/param").stringValue());
    }

    @Test
    void a_prompt_that_is_too_long_is_the_caller_s_fault_also_of_a_stream() throws Exception {
        String text = "word ".repeat(3000);
        for (boolean stream : new boolean[]{false, true}) {
            HttpResponse<String> refused = server.post(PAGE, """
                    {"model": "smollm2", "stream": %s, "messages": [{"role": "user", "content": "%s"}]}"""
                    .formatted(stream, text));
            assertEquals(400, refused.statusCode());
            JsonNode error = TestServer.json(refused.body()).get("error");
            assertEquals("exceed_context_size_error", error.get("type").stringValue());
            assertEquals("context_length_exceeded", error.get("code").stringValue());
            assertTrue(error.get("n_prompt_tokens").intValue() > 3000);
            assertEquals(2048, error.get("n_ctx").intValue());
        }
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
            "\"temperature\": \"hot\"", "\"n\": 0", "\"n\": 1.5", "\"stream\": \"yes\"", "\"stop\": [1]",
            "\"functions\": [{}]",
            "\"modalities\": [\"audio\"]", "\"store\": true", "\"tool_choice\": \"maybe\"",
            "\"top_logprobs\": 21, \"logprobs\": true",
            "\"response_format\": {\"type\": \"poem\"}", "\"response_format\": {\"type\": \"json_schema\"}",
            "\"response_format\": {\"type\": \"json_schema\", \"json_schema\": {\"schema\": {\"type\": \"no such\"}}}",
            "\"max_tokens\": 0", "\"top_logprobs\": 2",
            "\"continue_final_message\": true", "\"add_generation_prompt\": false",
            "\"continue_final_message\": true, \"add_generation_prompt\": true",
            "\"tools\": {}", "\"grammar\": \"root ::= (\"", "\"max_tokens\": -7", "\"seed\": 1e99",
            "\"cache_prompt\": false", "\"verbosity\": \"low\"", "\"keep_alive\": \"soon\"", "\"ttl\": -1",
            "\"ttl\": 60, \"keep_alive\": \"1m\""
        })
    void a_field_that_is_wrong_is_named(String field) throws Exception {
        HttpResponse<String> refused = server.post(PAGE, request(field));
        assertEquals(400, refused.statusCode(), refused.body());
        JsonNode error = TestServer.json(refused.body()).get("error");
        assertEquals("invalid_request_error", error.get("type").stringValue());
        assertTrue(error.get("param").isString(), refused.body());
        assertTrue(error.get("code").isNull());
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
            "temperature | \"temperature\": \"hot\"", "temperature | \"seed\": 1, \"temperature\": 300",
            "top_k | \"top_k\": 1.5",
            "mirostat_tau | \"mirostat_tau\": \"x\", \"mirostat\": 1", "logit_bias | \"logit_bias\": {\"the\": 1}",
            "dynatemp_exponent | \"dynatemp_exponent\": -1, \"dynatemp_range\": 1",
            "id_slot | \"id_slot\": 2", "n_keep | \"n_keep\": 5", "n_cache_reuse | \"n_cache_reuse\": 256",
            "sse_ping_interval | \"sse_ping_interval\": 3", "return_progress | \"return_progress\": true",
            "timings_per_token | \"timings_per_token\": true",
            "tool_choice | \"tool_choice\": \"required\"",
            "tool_choice | \"tool_choice\": {\"function\": {\"name\": \"g\"}}, \"tools\": [{\"function\": {\"name\": \"f\"}}]",
            "tools | \"tools\": [{\"function\": {\"name\": \"f\"}}, {\"function\": {\"name\": \"f\"}}]",
            "tools | \"tools\": [{\"function\": {\"name\": \"f\", \"parameters\": {\"properties\": {\"a\": {\"type\": \"no such\"}}}}}]"
        })
    void the_field_that_is_wrong_among_several_is_named(String name, String fields) throws Exception {
        HttpResponse<String> refused = server.post(PAGE, request(fields));
        assertEquals(400, refused.statusCode(), refused.body());
        assertEquals(name, TestServer.json(refused.body()).at("/error/param").asString(""), refused.body());
    }

    @Test
    void what_asks_nothing_of_the_engine_is_let_pass() throws Exception {
        server.answer(PAGE, request("""
                "max_tokens": 1, "id_slot": -1, "n_keep": 0, "n_cache_reuse": 0, "sse_ping_interval": -1,
                "return_progress": false, "timings_per_token": false"""));
    }

    @Test
    void a_model_that_makes_no_embeddings_says_so_in_the_caller_s_words() throws Exception {
        for (String page : List.of("/v1/embeddings", "/api/embed")) {
            HttpResponse<String> refused = server.post(page, "{\"model\": \"smollm2\", \"input\": \"a\"}");
            assertEquals(400, refused.statusCode(), refused.body());
            assertTrue(refused.body().contains("ask an embedding model"), refused.body());
        }
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
            "'' | 400", "[] | 400", "{ | 400", "{\"model\": \"smollm2\"} | 400",
            "{\"model\": \"smollm2\", \"messages\": []} | 400",
            "{\"model\": \"smollm2\", \"messages\": [{\"role\": \"boss\", \"content\": \"x\"}]} | 400",
            "{\"model\": \"nobody\", \"messages\": [{\"role\": \"user\", \"content\": \"x\"}]} | 404",
            "{\"model\": \"../../etc/passwd\", \"messages\": [{\"role\": \"user\", \"content\": \"x\"}]} | 404",
            "{\"model\": \"bert\", \"messages\": [{\"role\": \"user\", \"content\": \"x\"}]} | 501"
        })
    void what_cannot_be_answered_is_refused(String body, int status) throws Exception {
        HttpResponse<String> refused = server.post(PAGE, body);
        assertEquals(status, refused.statusCode(), refused.body());
        assertFalse(refused.body().contains(System.getProperty("user.home")), refused.body());
    }

    @Test
    void fields_of_others_are_left_alone() throws Exception {
        assertEquals(200,
                server.post(PAGE,
                        request("\"user\": \"me\", \"x-unknown\": {\"a\": 1}, \"stop\": null, \"audio\": null"))
                        .statusCode());
    }

    @Test
    void a_page_is_found_without_its_version_and_with_a_slash_more() throws Exception {
        assertEquals(200, server.post("/chat/completions/", request("\"n\": 1")).statusCode());
        assertEquals(405, server.get(PAGE).statusCode());
        assertEquals(404, server.get("/v1/nothing").statusCode());
    }

    @Test
    void models_are_listed() throws Exception {
        JsonNode list = TestServer.json(server.get("/v1/models").body());
        assertEquals(List.of("smollm2", "bert"),
                list.get("data").valueStream().map(it -> it.get("id").stringValue()).toList());
        assertEquals("smollm2",
                TestServer.json(server.get("/v1/models/smollm2:latest").body()).get("id").stringValue());
        assertEquals(404, server.get("/v1/models/no/such").statusCode());
    }
}
