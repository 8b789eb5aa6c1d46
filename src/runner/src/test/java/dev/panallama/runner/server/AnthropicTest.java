package dev.panallama.runner.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.panallama.TinyModels;
import dev.panallama.gguf.GgufValue;
import dev.panallama.runner.TestModel;
import dev.panallama.runner.http.ServerOptions;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// `/v1/messages`, as Anthropic's clients read it. `thinker` is SmolLM2 with a template that lets it think.
final class AnthropicTest {
    private static final String PAGE = "/v1/messages";
    private static final String COUNT = "/v1/messages/count_tokens";
    private static final String ASKED = "\"messages\": [{\"role\": \"user\", \"content\": \"Why is the sky blue?\"}]";
    private static final String TOOL = """
            "tools": [{"name": "weather", "description": "Tells the weather.", "input_schema": {"type": "object",
            "properties": {"city": {"enum": ["Rome", "Oslo"]}}, "required": ["city"]}}]""";
    private static final String CALLED = "\"max_tokens\": 60, \"tool_choice\": "
            + "{\"type\": \"any\", \"disable_parallel_tool_use\": true}, " + TOOL;
    private static final String CALL = """
            {"role": "user", "content": "What is the weather?"}, {"role": "assistant", "content": [%s
            {"type": "tool_use", "id": "toolu_1", "name": "weather", "input": {"city": "Rome"}}]}""";
    private static final String THINKS = """
            {% for m in messages %}<|im_start|>{{ m.role }}
            {% if m.reasoning_content %}<think>{{ m.reasoning_content }}</think>{% endif %}{{ m.content }}<|im_end|>
            {% endfor %}{% if add_generation_prompt %}<|im_start|>assistant
            {% if enable_thinking %}<think>
            {% endif %}{% endif %}""";

    @TempDir
    private static Path folder;

    private static TestServer server;

    @BeforeAll
    static void start() throws Exception {
        Path thinker = folder.resolve("thinker.gguf");
        TinyModels.withMetadata(TestModel.file(), thinker, "tokenizer.chat_template", GgufValue.text(THINKS));
        server = TestServer.start(ServerOptions.defaults().at("127.0.0.1", 0).withKeys(Set.of("key")),
                TestServer.SERVING, List.of(TestModel.file(), TinyModels.bert(), thinker));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static HttpResponse<String> post(String path, String json) throws Exception {
        HttpRequest.Builder request = server.posting(path, json).header("X-Api-Key", "key")
                .header("anthropic-version", "2023-06-01");
        return server.send(request);
    }

    private static JsonNode answer(String path, String json) throws Exception {
        HttpResponse<String> response = post(path, json);
        assertEquals(200, response.statusCode(), response.body());
        return TestServer.json(response.body());
    }

    private static String request(String fields) {
        return "{\"model\": \"smollm2\", \"temperature\": 0, %s, %s}".formatted(ASKED, fields);
    }

    private static String talk(String messages) {
        return "{\"model\": \"smollm2\", \"temperature\": 0, \"max_tokens\": 8, \"messages\": [%s]}"
                .formatted(messages);
    }

    /// Returns the events of a stream, each of which has its name twice.
    private static List<JsonNode> events(String request) throws Exception {
        HttpResponse<String> response = post(PAGE, request.replaceFirst("\\{", "{\"stream\": true, "));
        assertEquals(200, response.statusCode(), response.body());
        assertEquals("text/event-stream", response.headers().firstValue("Content-Type").orElse(""));
        var events = new ArrayList<JsonNode>();
        for (String it : response.body().split("\n\n")) {
            List<String> lines = it.lines().toList();
            assertEquals(2, lines.size(), it);
            JsonNode event = TestServer.json(lines.get(1).substring("data: ".length()));
            assertEquals("event: " + event.get("type").stringValue(), lines.getFirst());
            events.add(event);
        }
        return events;
    }

    private static List<String> types(List<JsonNode> events) {
        var types = new ArrayList<String>();
        for (JsonNode it : events) {
            String type = it.at("/delta/type").asString(it.get("type").stringValue());
            if (types.isEmpty() || !types.getLast().equals(type)) types.add(type);
        }
        return types;
    }

    private static String joined(List<JsonNode> events, String field) {
        return events.stream().map(it -> it.at("/delta/" + field).asString("")).collect(Collectors.joining());
    }

    @Test
    void a_message_has_all_that_clients_read() throws Exception {
        JsonNode message = answer(PAGE + "?beta=true",
                request("\"max_tokens\": 12, \"metadata\": {\"user_id\": \"me\"}"));
        assertTrue(message.get("id").stringValue().startsWith("msg_"));
        assertEquals("message", message.get("type").stringValue());
        assertEquals("assistant", message.get("role").stringValue());
        assertEquals("smollm2", message.get("model").stringValue());
        assertEquals(1, message.get("content").size());
        assertEquals("text", message.at("/content/0/type").stringValue());
        assertFalse(message.at("/content/0/text").stringValue().isBlank());
        assertEquals("max_tokens", message.get("stop_reason").stringValue());
        assertTrue(message.get("stop_sequence").isNull());
        JsonNode usage = message.get("usage");
        assertEquals(12, usage.get("output_tokens").intValue());
        assertTrue(promptTokens(message) > 10);
        assertTrue(usage.get("cache_read_input_tokens").isInt() && usage.get("cache_creation_input_tokens").isInt());
    }

    @Test
    void a_stream_says_what_the_whole_message_says() throws Exception {
        JsonNode whole = answer(PAGE, request("\"max_tokens\": 12"));
        List<JsonNode> events = events(request("\"max_tokens\": 12"));
        assertEquals(List.of("message_start", "content_block_start", "text_delta", "content_block_stop",
                "message_delta", "message_stop"), types(events));
        assertEquals(whole.at("/content/0/text").stringValue(), joined(events, "text"));
        JsonNode start = events.getFirst().get("message");
        assertTrue(start.get("content").isEmpty() && start.get("stop_reason").isNull());
        assertEquals(promptTokens(whole), promptTokens(start));
        JsonNode delta = events.get(events.size() - 2);
        assertEquals("max_tokens", delta.at("/delta/stop_reason").stringValue());
        assertEquals(promptTokens(whole), promptTokens(delta));
        assertEquals(whole.at("/usage/output_tokens"), delta.at("/usage/output_tokens"));
    }

    @Test
    void a_stop_sequence_ends_a_message_and_is_told() throws Exception {
        String whole = answer(PAGE, request("\"max_tokens\": 12")).at("/content/0/text").stringValue();
        String stop = whole.substring(whole.length() / 2, whole.length() / 2 + 4);
        String fields = "\"max_tokens\": 12, \"stop_sequences\": [\"no such text\", \"%s\"]".formatted(stop);
        JsonNode stopped = answer(PAGE, request(fields));
        assertEquals(whole.substring(0, whole.indexOf(stop)), stopped.at("/content/0/text").stringValue());
        assertEquals("stop_sequence", stopped.get("stop_reason").stringValue());
        assertEquals(stop, stopped.get("stop_sequence").stringValue());
        List<JsonNode> events = events(request(fields));
        assertEquals(stop, events.get(events.size() - 2).at("/delta/stop_sequence").stringValue());
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"temperature\": 0", "\"top_k\": 1", "\"top_p\": 0.000001"})
    void the_likeliest_is_said_where_nothing_else_is_left(String sampling) throws Exception {
        String asked = request("\"max_tokens\": 12");
        String hot = asked.replace("\"temperature\": 0", "\"temperature\": 2, " + sampling);
        assertEquals(answer(PAGE, asked).get("content"), answer(PAGE, hot).get("content"));
    }

    @Test
    void a_message_that_the_model_ends_says_so() throws Exception {
        JsonNode message = answer(PAGE, talk("{\"role\": \"user\", \"content\": \"Say hello.\"}")
                .replace("\"max_tokens\": 8", "\"max_tokens\": 200"));
        assertEquals("end_turn", message.get("stop_reason").stringValue());
    }

    @ParameterizedTest
    @ValueSource(
        strings = {"{\"type\": \"any\"", "{\"type\": \"tool\", \"name\": \"weather\""})
    void a_tool_is_called_where_one_has_to_be(String choice) throws Exception {
        String fields = "\"max_tokens\": 60, \"tool_choice\": %s, \"disable_parallel_tool_use\": true}, %s"
                .formatted(choice, TOOL);
        JsonNode message = answer(PAGE, request(fields));
        assertEquals("tool_use", message.get("stop_reason").stringValue());
        assertEquals(1, message.get("content").size());
        JsonNode call = message.at("/content/0");
        assertEquals("tool_use", call.get("type").stringValue());
        assertEquals("weather", call.get("name").stringValue());
        assertTrue(call.get("id").stringValue().matches("[a-zA-Z0-9_-]+"));
        assertTrue(List.of("Rome", "Oslo").contains(call.at("/input/city").stringValue()));
    }

    @Test
    void a_call_comes_in_pieces_of_json() throws Exception {
        List<JsonNode> events = events(request(CALLED));
        assertEquals(List.of("message_start", "content_block_start", "input_json_delta", "content_block_stop",
                "message_delta", "message_stop"), types(events));
        JsonNode block = events.get(1).get("content_block");
        assertEquals("weather", block.get("name").stringValue());
        assertTrue(block.get("input").isEmpty());
        assertTrue(List.of("Rome", "Oslo")
                .contains(TestServer.json(joined(events, "partial_json")).get("city").stringValue()));
        assertEquals("tool_use", events.get(events.size() - 2).at("/delta/stop_reason").stringValue());
    }

    @Test
    void several_calls_are_blocks_one_after_the_other() throws Exception {
        List<JsonNode> events = events(request("\"max_tokens\": 60, \"tool_choice\": {\"type\": \"any\"}, " + TOOL));
        List<JsonNode> starts = events.stream().filter(it -> it.has("content_block")).toList();
        assertTrue(starts.size() > 1, () -> starts.toString());
        for (int i = 0; i < starts.size(); i++) assertEquals(i, starts.get(i).get("index").intValue());
        assertEquals(starts.size(),
                starts.stream().map(it -> it.at("/content_block/id").asString("")).distinct().count());
        assertEquals(starts.size(),
                events.stream().filter(it -> it.get("type").stringValue().equals("content_block_stop"))
                        .map(it -> it.get("index").intValue()).distinct().count());
    }

    @Test
    void a_tool_that_must_not_be_called_is_not_told() throws Exception {
        String none = "\"tool_choice\": {\"type\": \"none\"}, " + TOOL;
        assertEquals(count(ASKED), count(ASKED + ", " + none));
        assertTrue(count(ASKED) < count(ASKED + ", " + TOOL));
    }

    @Test
    void a_format_holds() throws Exception {
        JsonNode message = answer(PAGE, request("""
                "max_tokens": 40, "output_config": {"effort": "low", "format": {"type": "json_schema", "schema":
                {"type": "object", "properties": {"colour": {"enum": ["blue"]}}, "required": ["colour"]}}}"""));
        assertEquals("blue", TestServer.json(message.at("/content/0/text").stringValue()).get("colour").stringValue());
    }

    /// What was computed for earlier requests is told apart.
    private static int promptTokens(JsonNode message) {
        return message.at("/usage/input_tokens").intValue() + message.at("/usage/cache_read_input_tokens").intValue();
    }

    private static int count(String fields) throws Exception {
        JsonNode counted = answer(COUNT, "{\"model\": \"smollm2\", %s}".formatted(fields));
        assertEquals(1, counted.size());
        return counted.get("input_tokens").intValue();
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
            ASKED, "\"system\": \"You are terse.\", " + ASKED, CALLED + ", " + ASKED,
            "\"thinking\": {\"type\": \"enabled\", \"budget_tokens\": 5}, " + ASKED
        })
    void tokens_are_counted_as_they_are_computed(String fields) throws Exception {
        String limit = fields.contains("max_tokens") ? fields : "\"max_tokens\": 1, " + fields;
        assertEquals(count(fields), promptTokens(answer(PAGE, "{\"model\": \"smollm2\", %s}".formatted(limit))));
    }

    @Test
    void what_is_said_in_several_blocks_or_messages_is_one() throws Exception {
        int said = count(
                "\"system\": \"One.\\n\\nTwo.\", \"messages\": [{\"role\": \"user\", \"content\": \"Hi there.\\n\\nWho?\"}]");
        assertEquals(said,
                count("""
                        "system": [{"type": "text", "text": "x-anthropic-billing-header: cc_version=2.1; cch=a5145;"},
                          {"type": "text", "text": "One."}, {"type": "text", "text": "Two.", "cache_control": {"type": "ephemeral"}}],
                        "messages": [{"role": "user", "content": [{"type": "text", "text": "Hi"}, {"type": "text", "text": " there."}]},
                          {"role": "user", "content": "Who?"}]"""));
    }

    @Test
    void a_note_of_any_length_is_left_out() throws Exception {
        String request = "\"system\": [{\"type\": \"text\", \"text\": \"x-anthropic-billing-header:%s\"}], " + ASKED;
        assertEquals(count(ASKED), count(request.formatted(" a=;".repeat(20_000))));
        assertEquals(count("\"system\": \"x-anthropic-billing-header: a=; and more\", " + ASKED),
                count(request.formatted(" a=; and more")));
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
            "\"content\": \"Sunny, 25°C\"", "\"content\": [{\"type\": \"text\", \"text\": \"Sunny, 25°C\"}]",
            "\"content\": \"No such city\", \"is_error\": true", "\"is_error\": false"
        })
    void results_of_tools_are_read(String content) throws Exception {
        String result = "{\"type\": \"tool_result\", \"tool_use_id\": \"toolu_1\", %s}".formatted(content);
        String messages = CALL.formatted("") + ", {\"role\": \"user\", \"content\": [%s%s]}";
        JsonNode message = answer(PAGE, talk(messages.formatted("", result)));
        assertEquals("text", message.at("/content/0/type").stringValue());
        int alone = promptTokens(message);
        JsonNode more = answer(PAGE, talk(messages.formatted("{\"type\": \"text\", \"text\": \"Here:\"}, ", result)));
        assertTrue(promptTokens(more) > alone);
    }

    @Test
    void a_model_thinks_as_long_as_it_may_and_is_asked_to() throws Exception {
        String asked = request("\"max_tokens\": 40, \"thinking\": {\"type\": \"enabled\", \"budget_tokens\": 5%s}")
                .replace("smollm2", "thinker");
        JsonNode message = answer(PAGE, asked.formatted(""));
        assertEquals("thinking", message.at("/content/0/type").stringValue());
        assertFalse(message.at("/content/0/thinking").stringValue().isBlank());
        assertFalse(message.at("/content/0/signature").stringValue().isEmpty());
        assertEquals("text", message.at("/content/1/type").stringValue());
        List<JsonNode> events = events(asked.formatted(""));
        assertEquals(List.of("message_start", "content_block_start", "thinking_delta", "signature_delta",
                "content_block_stop", "content_block_start", "text_delta", "content_block_stop", "message_delta",
                "message_stop"), types(events));
        assertEquals(message.at("/content/0/thinking").stringValue(), joined(events, "thinking"));
        assertEquals(message.at("/content/0/signature").stringValue(), joined(events, "signature"));
        JsonNode hidden = answer(PAGE, asked.formatted(", \"display\": \"omitted\""));
        assertEquals("", hidden.at("/content/0/thinking").stringValue());
        JsonNode unasked = answer(PAGE, request("\"max_tokens\": 8").replace("smollm2", "thinker"));
        assertEquals("text", unasked.at("/content/0/type").stringValue());
    }

    @Test
    void what_was_thought_goes_back_to_the_model() throws Exception {
        String result = ", {\"role\": \"user\", \"content\": [{\"type\": \"tool_result\", \"tool_use_id\": \"toolu_1\"}]}";
        String thought = "{\"type\": \"thinking\", \"thinking\": \"I look at Rome first.\", \"signature\": \"x\"},";
        String without = talk(CALL.formatted("") + result).replace("smollm2", "thinker");
        String with = talk(CALL.formatted(thought + "{\"type\": \"redacted_thinking\", \"data\": \"x\"},") + result)
                .replace("smollm2", "thinker");
        assertTrue(answer(COUNT, with).get("input_tokens")
                .intValue() > answer(COUNT, without).get("input_tokens").intValue() + 5);
    }

    @Test
    void an_answer_that_is_begun_for_the_model_is_continued() throws Exception {
        String question = "{\"role\": \"user\", \"content\": \"What is the capital of France?\"}";
        JsonNode whole = answer(PAGE, talk(question));
        String said = whole.at("/content/0/text").stringValue();
        int middle = said.lastIndexOf(' ');
        String begun = question + ", {\"role\": \"assistant\", \"content\": \"%s\"}"
                .formatted(said.substring(0, middle));
        JsonNode rest = answer(PAGE, talk(begun));
        String more = rest.at("/content/0/text").stringValue();
        assertTrue(more.startsWith(said.substring(middle)), said + " | " + more);
        JsonNode usage = rest.get("usage");
        int read = usage.get("input_tokens").intValue() + usage.get("cache_read_input_tokens").intValue();
        assertEquals(answer(COUNT, talk(begun)).get("input_tokens").intValue(), read);
        assertTrue(read > answer(COUNT, talk(question)).get("input_tokens").intValue());
        String told = events(talk(begun)).stream().map(it -> it.at("/delta/text").asString(""))
                .collect(Collectors.joining());
        assertEquals(more, told);
    }

    @Test
    void with_tools_and_a_format_the_model_calls_or_answers_in_that_form() throws Exception {
        String format = ", \"output_config\": {\"format\": {\"type\": \"json_schema\", \"schema\": {\"enum\": [\"blue\"]}}}";
        JsonNode call = answer(PAGE, request(CALLED + format));
        assertEquals("tool_use", call.at("/content/0/type").stringValue());
        for (String choice : List.of("none", "auto")) {
            JsonNode said = answer(PAGE,
                    request("\"max_tokens\": 60, \"tool_choice\": {\"type\": \"%s\"}, ".formatted(choice)
                            + TOOL + format));
            if (choice.equals("none")) assertEquals("\"blue\"", said.at("/content/0/text").stringValue());
            assertTrue(said.at("/content/0/type").stringValue().equals("tool_use")
                    || said.at("/content/0/text").stringValue().equals("\"blue\""), said::toString);
        }
    }

    private static JsonNode refused(HttpResponse<String> response, int status, String type) {
        assertEquals(status, response.statusCode(), response.body());
        JsonNode problem = TestServer.json(response.body());
        assertEquals("error", problem.get("type").stringValue());
        assertEquals(type, problem.at("/error/type").stringValue());
        return problem.at("/error/message");
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
            "max_tokens | \"max_tokens\": null", "max_tokens | \"max_tokens\": 0",
            "max_tokens | \"max_tokens\": \"many\"", "stream | \"stream\": 1",
            "temperature | \"temperature\": \"hot\"", "top_k | \"top_k\": \"x\"",
            "stop_sequences | \"stop_sequences\": [1]", "system | \"system\": 7",
            "system.0 | \"system\": [{\"type\": \"image\"}]",
            "thinking.type | \"thinking\": {}", "type | \"thinking\": {\"type\": \"between_tools\"}",
            "budget_tokens | \"thinking\": {\"type\": \"enabled\", \"budget_tokens\": 0}",
            "tools | \"tools\": [7]", "tools | \"tools\": [{\"description\": \"x\"}]",
            "web_search | \"tools\": [{\"type\": \"web_search_20250305\", \"name\": \"web_search\"}]",
            "tools | \"tools\": [{\"name\": \"a\"}, {\"name\": \"a\"}]",
            "tool_choice | \"tool_choice\": {\"type\": \"any\"}", "type | \"tool_choice\": {\"type\": \"some\"}",
            "tool_choice.name | \"tool_choice\": {\"type\": \"tool\", \"name\": \"x\"}, \"tools\": [{\"name\": \"a\"}]",
            "output_config.format | \"output_config\": {\"format\": {\"type\": \"poem\"}}",
            "mcp_servers | \"mcp_servers\": [{}]",
            "messages.0.content | \"messages\": [{\"role\": \"user\", \"content\": 7}]",
            "image | \"messages\": [{\"role\": \"user\", \"content\": [{\"type\": \"image\", \"source\": {}}]}]",
            "messages.0 | \"messages\": [{\"role\": \"boss\", \"content\": \"x\"}]", "messages.0 | \"messages\": [7]",
            "messages | \"messages\": []", "messages | \"messages\": null",
            "calls | \"messages\": [{\"role\": \"user\", \"content\": \"x\"}, {\"role\": \"assistant\", \"content\": [{\"type\": \"tool_use\", \"id\": \"a\", \"name\": \"b\", \"input\": {}}]}]",
            "thinking | \"thinking\": {\"type\": \"enabled\"}, \"messages\": [{\"role\": \"user\", \"content\": \"x\"}, {\"role\": \"assistant\", \"content\": \"y\"}]",
            "output_config.format | \"output_config\": {\"format\": {\"type\": \"json_schema\", \"schema\": {}}}, \"messages\": [{\"role\": \"user\", \"content\": \"x\"}, {\"role\": \"assistant\", \"content\": \"y\"}]",
            "messages.0.content.0.content.0 | \"messages\": [{\"role\": \"user\", \"content\": [{\"type\": \"tool_result\", \"tool_use_id\": \"x\", \"content\": [{\"type\": \"image\"}]}]}]"
        })
    void a_field_that_is_wrong_is_named(String named, String field) throws Exception {
        String before = field.startsWith("\"max_tokens") ? "" : "\"max_tokens\": 4, ";
        String message = refused(post(PAGE, request(before + field)), 400, "invalid_request_error").stringValue();
        assertTrue(message.contains(named), message);
    }

    @Test
    void what_cannot_be_answered_is_refused_in_anthropic_s_way() throws Exception {
        String asked = request("\"max_tokens\": 4");
        refused(post(PAGE, ""), 400, "invalid_request_error");
        refused(post(PAGE, asked.replace("smollm2", "nobody")), 404, "not_found_error");
        refused(post(PAGE, asked.replace("smollm2", "bert")), 501, "api_error");
        refused(post(PAGE + "/no-such-page", asked), 404, "not_found_error");
        refused(server.send(server.posting(PAGE, asked).header("X-Api-Key", "guess")), 401, "authentication_error");
        refused(server.send(server.posting(PAGE, asked)
                .header("Origin", "https://example.org").header("X-Api-Key", "key")), 403, "permission_error");
    }

    @Test
    void a_prompt_that_is_too_long_is_refused_before_a_stream_begins_and_can_be_counted() throws Exception {
        String tooLong = ASKED.replace("Why", "word ".repeat(3000));
        for (boolean stream : new boolean[]{false, true}) {
            String message = refused(post(PAGE, "{\"model\": \"smollm2\", \"max_tokens\": 4, \"stream\": %s, %s}"
                    .formatted(stream, tooLong)), 400, "invalid_request_error").stringValue();
            assertTrue(message.startsWith("prompt is too long: "), message);
        }
        assertTrue(count(tooLong) > 3000);
    }
}
