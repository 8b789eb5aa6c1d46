package dev.panallama.chat.output;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.panallama.chat.Delta;
import dev.panallama.chat.ToolCall;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.junit.jupiter.api.Test;

class OutputReaderTest {
    private static final String QWEN = "Qwen-Qwen3-0.6B.jinja";
    private static final String CODER = "Qwen3-Coder.jinja";

    @Test
    void text_comes_at_once_and_what_may_be_a_marker_waits() {
        var reader = reader(QWEN);
        assertEquals(List.of(new Delta.Text("Hello")), reader.add("Hello"));
        assertEquals(List.of(), reader.add(" <tool"));
        assertEquals(List.of(new Delta.Text(" <tools are")), reader.add("s are"));
        assertEquals(List.of(), reader.add(" "));
        assertEquals(List.of(new Delta.Text(" ")), reader.end());
        assertEquals("Hello <tools are ", reader.output().text());
    }

    @Test
    void reasoning_is_kept_apart_without_the_blanks_around_it() {
        var output = read(QWEN, "<think>\nOne.\n\nTwo.\n</think>\n\nThree.\n\nFour.\n");
        assertEquals(new Output("Three.\n\nFour.\n", "One.\n\nTwo.", List.of()), output);
    }

    @Test
    void reasoning_that_the_prompt_opened_needs_no_marker() {
        var reader = new OutputReader(TemplateFiles.format("Qwen3.5-4B.jinja"), List.of(),
                "<|im_start|>assistant\n<think>\n", true);
        assertEquals(List.of(new Delta.Reasoning("I see")), reader.add("I see"));
        reader.add(".\n</think>\n\nYes");
        reader.end();
        assertEquals(new Output("Yes", "I see.", List.of()), reader.output());
    }

    @Test
    void reasoning_that_is_not_kept_apart_is_text_with_its_markers() {
        var reader = new OutputReader(TemplateFiles.format(QWEN), SampleTools.ALL, "", false);
        reader.add("<think>hm</think>Yes");
        reader.end();
        assertEquals("<think>hm</think>Yes", reader.output().text());
    }

    @Test
    void a_later_marker_of_reasoning_is_text() {
        assertEquals("Write <think> and </think>.", read(QWEN, "Write <think> and </think>.").text());
    }

    @Test
    void a_call_comes_piece_by_piece() {
        var reader = reader(QWEN);
        var deltas = new ArrayList<Delta>();
        for (var piece : List.of("<tool_call>\n{\"name\": \"wea", "ther\", \"argu", "ments\": {\"ci", "ty\": \"Rome\"}",
                "}\n</tool_call>"))
            deltas.addAll(reader.add(piece));
        assertEquals(List.of(new Delta.ToolCall(0, "", "weather", ""),
                new Delta.ToolCall(0, "", "weather", "{\"ci"),
                new Delta.ToolCall(0, "", "weather", "ty\": \"Rome\"}")), deltas);
        assertEquals(List.of(), reader.end());
    }

    /// Where a limit cuts it, a call has what there is of its arguments; before that it is nothing.
    @Test
    void a_call_that_is_cut_is_never_text() {
        var calls = new LinkedHashMap<String, String>();
        calls.put(QWEN, "<tool_call>\n{\"name\": \"weather\", \"arguments\": {\"city\": \"Rome\"}}");
        calls.put(CODER, "<tool_call>\n<function=weather>\n<parameter=city>\nRome\n</parameter>\n</function>");
        calls.put("mistralai-Mistral-Nemo-Instruct-2407.jinja",
                "[TOOL_CALLS][{\"name\": \"weather\", \"arguments\": {\"city\": \"Rome\"}, \"id\": \"123456789\"}");
        calls.forEach((template, call) -> {
            int mark = call.indexOf(call.startsWith("[") ? ']' : '>') + 1;
            for (int end = mark; end <= call.length(); end++) {
                var reader = reader(template);
                var deltas = Deltas.read(reader, "Look: " + call.substring(0, end), 1, false);
                deltas.addAll(reader.end(true));
                assertEquals(reader.output(), Deltas.joined(deltas));
                assertEquals("Look:", reader.output().text().strip(), call.substring(0, end));
                if (call.substring(0, end).contains("Ro") && !call.startsWith("["))
                    assertTrue(reader.output().calls().getFirst().arguments().startsWith("{\"city\": \"Ro"));
            }
            assertEquals(1, read(template, call).calls().size());
        });
        var whole = reader(QWEN);
        whole.add("I write <tool_call>");
        whole.end();
        assertEquals("I write <tool_call>", whole.output().text(), "what the model ends itself is what it says");
    }

    @Test
    void tagged_arguments_become_json_by_their_schema() {
        var output = read(CODER, """
                <tool_call>
                <function=store>
                <parameter=text>
                {"a": 1}
                </parameter>
                <parameter=on>
                True
                </parameter>
                <parameter=tags>
                ["</parameter>", 'b']
                </parameter>
                <parameter=place>
                {'x': 1.5, 'name': "n"}
                </parameter>
                <parameter=other>
                42
                </parameter>
                </function>
                </tool_call>""");
        assertEquals("{\"text\": \"{\\\"a\\\": 1}\", \"on\": true, \"tags\": [\"</parameter>\", \"b\"], "
                + "\"place\": {\"x\": 1.5, \"name\": \"n\"}, \"other\": 42}", output.calls().getFirst().arguments());
    }

    @Test
    void a_value_that_does_not_fit_is_a_text() {
        var call = "<tool_call>\n<function=weather>\n<parameter=days>\nthree\n</parameter>\n</function>\n</tool_call>";
        assertEquals("{\"days\": \"three\"}", read(CODER, call).calls().getFirst().arguments());
    }

    @Test
    void what_begins_like_a_call_and_is_none_stays_text() {
        for (var text : List.of("Use <tool_call> for that.", "<tool_call>\n{\"city\": \"Rome\"}\n</tool_call>",
                "<tool_call>[1, 2]</tool_call>", "<tool_call>{\"name\": 1}", "<tool_call>{\"name\"", "<tool_call>")) {
            assertEquals(new Output(text, "", List.of()), read(QWEN, text));
        }
        for (var text : List.of("#include <functional>", "<function=unknown>\n</function>", "<function=")) {
            assertEquals(new Output(text, "", List.of()), read(CODER, text));
        }
    }

    @Test
    void a_call_behind_one_that_is_none_is_read() {
        var output = read(QWEN, "<tool_call> is <tool_call>{\"name\": \"nothing\", \"arguments\": {}}</tool_call>");
        assertEquals(new Output("<tool_call> is", "", List.of(new ToolCall("", "nothing", "{}"))), output);
    }

    @Test
    void a_call_that_breaks_off_has_the_arguments_so_far() {
        var output = read(QWEN, "<tool_call>{\"name\": \"weather\", \"arguments\": {\"city\": \"Ro");
        assertEquals(List.of(new ToolCall("", "weather", "{\"city\": \"Ro")), output.calls());
        output = read(CODER, "<tool_call>\n<function=weather>\n<parameter=city>\nRo");
        assertEquals(List.of(new ToolCall("", "weather", "{\"city\": \"Ro")), output.calls());
    }

    @Test
    void a_tool_that_does_not_exist_is_called_by_its_name() {
        var output = read(QWEN, "<tool_call>{\"name\": \"other\", \"arguments\": {}}</tool_call>");
        assertEquals(List.of(new ToolCall("", "other", "{}")), output.calls());
    }

    @Test
    void other_forms_of_json_calls_are_read() {
        for (var call : List.of("{\"arguments\": {\"days\": 3}, \"name\": \"weather\"}",
                "{\"name\": \"weather\", \"arguments\": \"{\\\"days\\\": 3}\"}",
                "{\"type\": \"function\", \"function\": {\"name\": \"weather\", \"parameters\": {\"days\": 3}}}")) {
            var read = read(QWEN, "<tool_call>" + call + "</tool_call>");
            assertEquals(1, read.calls().size(), call);
            assertEquals("{\"days\": 3}", read.calls().getFirst().arguments(), call);
        }
        assertEquals("{}", read(QWEN, "<tool_call>{\"name\": \"nothing\"}</tool_call>").calls().getFirst().arguments());
    }

    @Test
    void json_without_marks_is_a_call_only_of_a_known_tool() {
        var llama = "meta-llama-Llama-3.1-8B-Instruct.jinja";
        assertEquals(1, read(llama, "{\"name\": \"weather\", \"parameters\": {\"city\": \"Rome\"}}").calls().size());
        for (var text : List.of("{\"name\": \"Ada\", \"born\": 1815}", "{\"name\": \"Ada\"}", "{\"a\": {}}", "{}")) {
            assertEquals(new Output(text, "", List.of()), read(llama, text));
        }
    }

    @Test
    void without_tools_calls_are_text() {
        var call = "<tool_call>\n{\"name\": \"nothing\", \"arguments\": {}}\n</tool_call>";
        var reader = new OutputReader(TemplateFiles.format(QWEN), List.of(), "", true);
        reader.add(call);
        reader.end();
        assertEquals(call, reader.output().text());
    }

    @Test
    void a_code_fence_around_json_is_none_of_it() {
        for (var json : List.of("{\"a\": \"```\"}", "42", "\"```\"")) {
            var reader = new OutputReader(TemplateFiles.format(QWEN), List.of(), "", true, true);
            Deltas.read(reader, "```json\n" + json + "\n```", 1, true);
            assertEquals(json, reader.output().text().strip());
        }
    }

    @Test
    void headers_say_for_whom_a_message_is() {
        var reader = new OutputReader(TemplateFiles.format("openai-gpt-oss-120b.jinja"), SampleTools.ALL,
                "<|start|>assistant", true);
        reader.add("<|channel|>analysis<|message|>Rome, then.<|end|><|start|>assistant<|channel|>commentary<|message|>"
                + "I look it up.<|end|><|start|>assistant<|channel|>commentary to=functions.weather "
                + "<|constrain|>json<|message|>{\"city\": \"Rome\"}<|call|>");
        reader.end();
        assertEquals(new Output("I look it up.", "Rome, then.",
                List.of(new ToolCall("", "weather", "{\"city\": \"Rome\"}"))), reader.output());
    }

    @Test
    void prompts_of_python_are_no_headers() {
        var reader = new OutputReader(TemplateFiles.format("meetkai-functionary-medium-v3.2.jinja"), SampleTools.ALL,
                "<|start_header_id|>assistant<|end_header_id|>\n\n>>>", true);
        reader.add("all\n>>> print(1)\n1\n>>>weather\n{\"city\": \"Rome\"}");
        reader.end();
        assertEquals(new Output(">>> print(1)\n1", "", List.of(new ToolCall("", "weather", "{\"city\": \"Rome\"}"))),
                reader.output());
    }

    @Test
    void the_end_of_reasoning_can_be_written_for_the_model() {
        for (var template : List.of(QWEN, "openai-gpt-oss-120b.jinja", "muse-glimmer.jinja",
                "google-gemma-4-31B-it.jinja", "upstage-Solar-Open-100B.jinja", "Kimi-K3.jinja")) {
            var format = TemplateFiles.format(template);
            var reader = new OutputReader(format, List.of(), format.prompt().orElseThrow(), true);
            reader.add(format.reasoningStart());
            assertTrue(reader.isReasoning(), template);
            reader.add("One. Two");
            reader.add(format.reasoningEnd() + "\n\nThree");
            reader.end();
            assertEquals(new Output("Three", "One. Two", List.of()), Deltas.normal(reader.output()), template);
        }
    }

    @Test
    void a_long_text_is_read_token_by_token() {
        var reader = reader(CODER);
        reader.add("<tool_call>\n<function=weather>\n<parameter=city>\n");
        int length = 0;
        for (int i = 0; i < 100_000; i++) {
            for (var delta : reader.add("< Ro\n")) length += ((Delta.ToolCall) delta).arguments().length();
        }
        reader.add("</parameter>\n</function>\n</tool_call>");
        assertTrue(length > 590_000, "only " + length);
        assertEquals(100_000 * 6 + 10, reader.output().calls().getFirst().arguments().length());
    }

    private static OutputReader reader(String template) {
        return new OutputReader(TemplateFiles.format(template), SampleTools.ALL, "", true);
    }

    private static Output read(String template, String text) {
        var reader = reader(template);
        var deltas = Deltas.read(reader, text, 1, true);
        assertEquals(reader.output(), Deltas.joined(deltas));
        return reader.output();
    }
}
