package dev.panallama.runner.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/// `/v1/responses`, event by event where clients rely on it.
final class ResponsesTest {
    private static final String PAGE = "/v1/responses";
    private static final String TOOLS = """
            "max_output_tokens": 100, "parallel_tool_calls": false, "tool_choice": {"type": "function", "name": "weather"},
            "tools": [{"type": "function", "name": "weather", "parameters":
            {"type": "object", "properties": {"city": {"enum": ["Rome", "Oslo"]}}, "required": ["city"]}}]""";
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
        return """
                {"model": "smollm2", "temperature": 0, "max_output_tokens": 12, "input": "Why is the sky blue?", %s}"""
                .formatted(fields);
    }

    private static List<JsonNode> events(String body) throws Exception {
        HttpResponse<String> response = server.post(PAGE, body);
        assertEquals(200, response.statusCode(), response.body());
        var events = new ArrayList<JsonNode>();
        for (String event : response.body().split("\n\n")) {
            if (event.startsWith(":")) continue;
            String[] lines = event.split("\n");
            assertEquals(2, lines.length, event);
            JsonNode data = TestServer.json(lines[1].substring("data: ".length()));
            assertEquals("event: " + data.get("type").stringValue(), lines[0]);
            assertEquals(events.size(), data.get("sequence_number").intValue());
            events.add(data);
        }
        return events;
    }

    private static List<String> types(List<JsonNode> events) {
        var types = new ArrayList<String>();
        for (JsonNode it : events) {
            String type = it.get("type").stringValue().substring("response.".length());
            if (types.isEmpty() || !types.getLast().equals(type)) types.add(type);
        }
        return types;
    }

    private static String deltas(List<JsonNode> events) {
        return events.stream().map(it -> it.path("delta").asString("")).collect(Collectors.joining());
    }

    @Test
    void a_response_has_all_that_clients_read() throws Exception {
        JsonNode answer = server.answer(PAGE,
                request("\"metadata\": {\"a\": \"b\"}, \"user\": \"me\", \"store\": true"));
        assertTrue(answer.get("id").stringValue().startsWith("resp_"));
        assertEquals("response", answer.get("object").stringValue());
        assertEquals("incomplete", answer.get("status").stringValue());
        assertEquals("max_output_tokens", answer.at("/incomplete_details/reason").stringValue());
        assertEquals("b", answer.at("/metadata/a").stringValue());
        JsonNode message = answer.at("/output/0");
        assertTrue(message.get("id").stringValue().startsWith("msg_"));
        assertEquals("assistant", message.get("role").stringValue());
        assertEquals("output_text", message.at("/content/0/type").stringValue());
        assertEquals(server.answer("/v1/chat/completions", """
                {"model": "smollm2", "temperature": 0, "max_tokens": 12,
                "messages": [{"role": "user", "content": "Why is the sky blue?"}]}""").at("/choices/0/message/content"),
                message.at("/content/0/text"));
        JsonNode usage = answer.get("usage");
        assertEquals(12, usage.get("output_tokens").intValue());
        assertEquals(12 + usage.get("input_tokens").intValue(), usage.get("total_tokens").intValue());
        assertTrue(usage.at("/input_tokens_details/cached_tokens").isInt());
        assertEquals(0, usage.at("/output_tokens_details/reasoning_tokens").intValue());
    }

    @Test
    void a_stream_says_what_the_whole_response_says() throws Exception {
        List<JsonNode> events = events(request("\"stream\": true"));
        assertEquals(List.of("created", "in_progress", "output_item.added", "content_part.added", "output_text.delta",
                "output_text.done", "content_part.done", "output_item.done", "incomplete"), types(events));
        String whole = server.answer(PAGE, request("\"n\": 1")).at("/output/0/content/0/text").stringValue();
        assertEquals(whole, deltas(events));
        JsonNode last = events.getLast().get("response");
        assertEquals(whole, last.at("/output/0/content/0/text").stringValue());
        assertEquals(12, last.at("/usage/output_tokens").intValue());
        assertEquals(events.getFirst().at("/response/id"), last.get("id"));
        assertEquals(events.get(2).at("/item/id"), last.at("/output/0/id"));
    }

    @Test
    void tokens_have_their_probabilities_where_they_are_included() throws Exception {
        String asked = request("\"include\": [\"message.output_text.logprobs\"], \"top_logprobs\": 2");
        JsonNode said = server.answer(PAGE, asked).at("/output/0/content/0");
        JsonNode scores = said.get("logprobs");
        assertEquals(said.get("text").stringValue(), scores.valueStream()
                .map(it -> it.get("token").stringValue()).collect(Collectors.joining()));
        for (JsonNode it : scores) {
            assertEquals(2, it.get("top_logprobs").size());
            assertEquals(it.get("token"), it.at("/top_logprobs/0/token"), "the likeliest is taken");
            assertEquals(it.get("logprob"), it.at("/top_logprobs/0/logprob"));
        }
        assertEquals(
                server.answer("/v1/chat/completions", """
                        {"model": "smollm2", "temperature": 0, "max_tokens": 12, "logprobs": true, "top_logprobs": 2,
                        "messages": [{"role": "user", "content": "Why is the sky blue?"}]}""")
                        .at("/choices/0/logprobs/content"),
                scores);

        List<JsonNode> events = events(asked.replaceFirst("\\{", "{\"stream\": true, "));
        var pieces = new ArrayList<JsonNode>();
        for (JsonNode it : events)
            if (it.get("type").stringValue().endsWith("text.delta")) it.get("logprobs").forEach(pieces::add);
        assertEquals(scores.valueStream().toList(), pieces);
        assertEquals(scores, events.getLast().at("/response/output/0/content/0/logprobs"));
        assertEquals(0, server.answer(PAGE, request("\"n\": 1")).at("/output/0/content/0/logprobs").size());
    }

    @Test
    void a_tool_is_called_and_its_output_is_read() throws Exception {
        JsonNode call = server.answer(PAGE, request(TOOLS)).at("/output/0");
        assertEquals("function_call", call.get("type").stringValue());
        assertTrue(call.get("id").stringValue().startsWith("fc_"));
        assertTrue(call.get("call_id").stringValue().startsWith("call_"), call::toString);
        assertEquals("weather", call.get("name").stringValue());
        String city = TestServer.json(call.get("arguments").stringValue()).get("city").stringValue();
        assertTrue(List.of("Rome", "Oslo").contains(city));

        List<JsonNode> events = events(request(TOOLS + ", \"stream\": true"));
        assertEquals(List.of("created", "in_progress", "output_item.added", "function_call_arguments.delta",
                "function_call_arguments.done", "output_item.done", "completed"), types(events));
        assertEquals(call.get("arguments").stringValue(), deltas(events));
        assertTrue(events.get(2).at("/item/call_id").stringValue().startsWith("call_"), events.get(2)::toString);
        assertEquals(events.get(2).at("/item/call_id"), events.getLast().at("/response/output/0/call_id"));

        JsonNode answer = server.answer(PAGE, """
                {"model": "smollm2", "temperature": 0, "max_output_tokens": 8, "instructions": "Be brief.", "input": [
                {"role": "user", "content": [{"type": "input_text", "text": "How is the weather?"}]},
                {"type": "reasoning", "summary": [], "content": [{"type": "reasoning_text", "text": "Look."}]},
                %s, {"type": "function_call_output", "call_id": "%s", "output": "sunny"}]}"""
                .formatted(call, call.get("call_id").stringValue()));
        assertEquals("message", answer.at("/output/0/type").stringValue());
    }

    @Test
    void a_call_that_is_cut_has_the_arguments_that_there_are() throws Exception {
        String whole = server.answer(PAGE, request(TOOLS)).at("/output/0/arguments").stringValue();
        int took = server.answer(PAGE, request(TOOLS)).at("/usage/output_tokens").intValue();
        boolean some = false;
        for (int most : new int[]{1, took / 3, took / 2, took - 3}) {
            JsonNode answer = server.answer(PAGE, request(TOOLS.replace("100", "" + most)));
            assertEquals("incomplete", answer.get("status").stringValue());
            JsonNode item = answer.at("/output/0");
            if (item.get("type").stringValue().equals("message")) {
                assertFalse(item.toString().contains("name"), "a call is no text: " + item);
                continue;
            }
            assertEquals("incomplete", item.get("status").stringValue());
            assertTrue(whole.startsWith(item.get("arguments").stringValue()), item::toString);
            JsonNode chat = server.answer("/v1/chat/completions", """
                    {"model": "smollm2", "temperature": 0, "max_tokens": %d, "parallel_tool_calls": false,
                     "messages": [{"role": "user", "content": "Why is the sky blue?"}], "tool_choice": "required",
                     "tools": [{"type": "function", "function": {"name": "weather", "parameters":
                     {"type": "object", "properties": {"city": {"enum": ["Rome", "Oslo"]}}, "required": ["city"]}}}]}"""
                    .formatted(most)).at("/choices/0");
            assertEquals("length", chat.get("finish_reason").stringValue());
            assertEquals(item.get("arguments"), chat.at("/message/tool_calls/0/function/arguments"));
            assertTrue(chat.at("/message/content").isNull(), chat::toString);
            some = true;
        }
        assertTrue(some);
    }

    @Test
    void a_format_holds() throws Exception {
        JsonNode answer = server.answer(PAGE,
                request("""
                        "max_output_tokens": 60, "text": {"format": {"type": "json_schema", "name": "mood", "schema":
                        {"type": "object", "properties": {"colour": {"enum": ["blue", "green"]}}, "required": ["colour"]}}}"""));
        assertEquals("completed", answer.get("status").stringValue());
        JsonNode json = TestServer.json(answer.at("/output/0/content/0/text").stringValue());
        assertTrue(List.of("blue", "green").contains(json.get("colour").stringValue()));
    }

    @Test
    void a_prompt_that_is_too_long_is_refused_or_cut_as_is_wished() throws Exception {
        String items = "{\"role\": \"user\", \"content\": \"%s\"}, {\"role\": \"assistant\", \"content\": \"Yes.\"}"
                .formatted("word ".repeat(1500));
        String body = """
                {"model": "smollm2", "max_output_tokens": 4, "stream": true, "truncation": "%s",
                "input": [%s, %s, {"role": "user", "content": "Hello"}]}""";
        HttpResponse<String> refused = server.post(PAGE, body.formatted("disabled", items, items));
        assertEquals(400, refused.statusCode());
        assertEquals("exceed_context_size_error",
                TestServer.json(refused.body()).at("/error/type").stringValue());
        List<JsonNode> events = events(body.formatted("auto", items, items));
        assertTrue(events.getLast().at("/response/usage/input_tokens").intValue() < 2048);
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
            "\"previous_response_id\": \"resp_1\" | previous_response_id", "\"conversation\": \"c\" | conversation",
            "\"background\": true | background", "\"prompt\": {\"id\": \"p\"} | prompt",
            "\"include\": [\"file_search_call.results\"] | include",
            "\"top_logprobs\": 2 | top_logprobs",
            "\"include\": [\"message.output_text.logprobs\"], \"top_logprobs\": 21 | top_logprobs",
            "\"tools\": [{\"type\": \"web_search\"}] | tools",
            "\"tool_choice\": {\"type\": \"file_search\"} | tool_choice",
            "\"text\": {\"format\": {\"type\": \"poem\"}} | text.format",
            "\"text\": {\"format\": {\"type\": \"json_schema\", \"name\": \"x\"}} | text.format",
            "\"max_output_tokens\": 0 | max_output_tokens", "\"truncation\": \"never\" | truncation",
            "\"input\": [] | input", "\"input\": 7 | input",
            "\"input\": [{\"type\": \"item_reference\", \"id\": \"x\"}] | input",
            "\"input\": [{\"role\": \"user\", \"content\": [{\"type\": \"input_image\"}]}] | input"
        })
    void a_field_that_is_wrong_is_named(String field, String name) throws Exception {
        HttpResponse<String> refused = server.post(PAGE, request(field));
        assertEquals(400, refused.statusCode(), refused.body());
        assertEquals(name, TestServer.json(refused.body()).at("/error/param").stringValue(), refused.body());
    }
}
