package dev.panallama.chat.output;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.panallama.chat.Tool;
import dev.panallama.chat.ToolCall;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/// What templates write for calls, and so what models learnt to write, is read as these calls.
class RenderedCallsTest {
    private static final JsonMapper MAPPER = new JsonMapper();
    private static final Map<String, Object> WEATHER = argumentsOf("city", "Rome \"<b>\" é\n  格", "days", 3, "unit",
            "c");
    private static final Map<String, Object> STORE = argumentsOf("text", "two\n\nlines\n", "on", true, "tags",
            List.of("a, b", "c\"d"), "place", argumentsOf("x", -1.5, "name", "here"));

    /// Templates that are read as others are, but write no calls here.
    private static final Map<String, String> OTHERS = Map.of(
            "CohereForAI-c4ai-command-r-plus-tool_use.jinja", "it wants every argument described",
            "LFM2-8B-A1B.jinja", "it leaves calls out",
            "LFM2.5-Instruct.jinja", "it leaves calls out",
            "ibm-granite-granite-3.3-2B-Instruct.jinja", "it leaves calls out",
            "llama-cpp-deepseek-r1.jinja", "it fails on any tool");

    @Test
    void rendered_calls_are_read_and_allowed() {
        var failures = new TreeMap<String, String>();
        for (var template : TemplateFiles.names()) {
            if (!TemplateFiles.format(template).callsTools()) continue;
            var rendered = rendered(template);
            if (rendered.isEmpty()) failures.put(template, "no rendering");
            else check(template, rendered.get(), failures);
        }
        assertEquals(new TreeSet<>(OTHERS.keySet()), new TreeSet<>(failures.keySet()), failures.toString());
    }

    private record Rendered(String text, List<Called> calls) {
        /// Returns whether the template wrote all calls.
        boolean isWhole() {
            return text.contains("Rome") && (calls.size() < 2 || text.contains("here"));
        }
    }

    /// A call, with arguments in any order.
    private record Called(String name, Map<?, ?> arguments) {
        static Called of(ToolCall call) {
            return new Called(call.name(), MAPPER.readValue(call.arguments(), Map.class));
        }
    }

    private static void check(String template, Rendered rendered, Map<String, String> failures) {
        var format = TemplateFiles.format(template);
        var prompt = format.prompt().filter(rendered.text()::startsWith).orElse("");
        var reader = new OutputReader(format, SampleTools.ALL, prompt, true);
        Deltas.read(reader, rendered.text().substring(prompt.length()), 5, true);
        var calls = reader.output().calls().stream().map(Called::of).toList();
        if (!calls.equals(rendered.calls()))
            failures.put(template, rendered.text() + " was read as " + reader.output());
    }

    private static Optional<Rendered> rendered(String template) {
        for (boolean objects : List.of(true, false)) {
            for (int count = 2; count > 0; count--) {
                for (var content : Arrays.asList("", null)) {
                    var rendered = rendered(template, objects, count, content);
                    if (rendered.isPresent() && rendered.get().isWhole()) return rendered;
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<Rendered> rendered(String template, boolean objects, int count,
            @Nullable String content) {
        var calls = new ArrayList<Map<String, Object>>();
        calls.add(call("abcdefg01", "weather", WEATHER, objects));
        if (count > 1) calls.add(call("abcdefg02", "store", STORE, objects));
        var message = new HashMap<String, Object>(Map.of("role", "assistant", "tool_calls", calls));
        message.put("content", content);
        try {
            var probe = TemplateFiles.probe(template);
            var before = probe.render(context(List.of()));
            var text = probe.render(context(List.of(message)));
            return Optional.of(new Rendered(text.substring(before.length()), expected(count)));
        } catch (RuntimeException _) {
            return Optional.empty();
        }
    }

    private static List<Called> expected(int count) {
        return List.of(new Called("weather", WEATHER), new Called("store", STORE)).subList(0, count);
    }

    private static Map<String, Object> context(List<Map<String, Object>> more) {
        var messages = new ArrayList<Map<String, Object>>(List.of(Map.of("role", "user", "content", "Hello")));
        messages.addAll(more);
        return new HashMap<>(Map.of("messages", messages, "tools", SampleTools.ALL.stream().map(RenderedCallsTest::tool)
                .toList(), "functions", "", "datetime", "", "add_generation_prompt", false));
    }

    private static Map<String, Object> tool(Tool tool) {
        return Map.of("type", "function", "function", Map.of("name", tool.name(), "description", tool.description(),
                "parameters",
                MAPPER.readValue(tool.schema().replace("[\"string\", \"null\"]", "\"string\""), Map.class)));
    }

    private static Map<String, Object> call(String id, String name, Map<String, Object> arguments, boolean object) {
        Object written = object ? arguments : MAPPER.writeValueAsString(arguments);
        return Map.of("id", id, "type", "function", "function", Map.of("name", name, "arguments", written));
    }

    private static Map<String, Object> argumentsOf(Object... pairs) {
        var arguments = new LinkedHashMap<String, Object>();
        for (int i = 0; i < pairs.length; i += 2) arguments.put((String) pairs[i], pairs[i + 1]);
        return arguments;
    }
}
