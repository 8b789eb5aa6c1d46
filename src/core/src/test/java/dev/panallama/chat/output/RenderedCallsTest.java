package dev.panallama.chat.output;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.panallama.chat.Tool;
import dev.panallama.chat.ToolCall;
import dev.panallama.chat.ToolChoice;
import dev.panallama.grammar.Grammar;
import dev.panallama.grammar.Trigger;
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
    private static final Map<String, Object> WEATHER = mapOf("city", "Rome \"<b>\" é\n  格", "days", 3, "unit", "c");
    private static final Map<String, Object> STORE = mapOf("text", "two\n\nlines\n", "on", true, "tags",
            List.of("a, b", "c\"d"), "place", mapOf("x", -1.5, "name", "here"));

    /// Templates that are read as others are, but write no calls here.
    private static final Map<String, String> OTHERS = Map.of(
            "CohereForAI-c4ai-command-r-plus-tool_use.jinja", "it wants every argument described",
            "LFM2-8B-A1B.jinja", "it leaves calls out",
            "LFM2.5-Instruct.jinja", "it leaves calls out",
            "ibm-granite-granite-3.3-2B-Instruct.jinja", "it leaves calls out",
            "llama-cpp-deepseek-r1.jinja", "it fails on any tool");

    @Test
    void calls_as_templates_write_them_are_read() {
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

    /// Templates that write calls as the grammar does not, which the reader takes as well.
    private static final Map<String, String> OTHER_FORMS = Map.of(
            "LFM2.5-8B-A1B.jinja", "it writes texts in single quotes",
            "deepseek-ai-DeepSeek-R1-Distill-Llama-8B.jinja", "it does not end the calls if there is one");

    @Test
    void calls_as_templates_write_them_are_what_the_grammar_allows() {
        var failures = new TreeMap<String, String>();
        for (var template : TemplateFiles.names()) {
            if (OTHERS.containsKey(template) || !TemplateFiles.format(template).callsTools()) continue;
            var rendered = rendered(template, true, 1, "").filter(Rendered::isWhole)
                    .or(() -> rendered(template, false, 1, "").filter(Rendered::isWhole))
                    .or(() -> rendered(template, true, 1, null).filter(Rendered::isWhole))
                    .or(() -> rendered(template, false, 1, null)).orElseThrow(() -> new AssertionError(template));
            var grammar = ToolGrammar
                    .of(TemplateFiles.format(template), SampleTools.ALL, new ToolChoice.Automatic(), false,
                            Optional.empty(), true, "", ControlTokens.NONE)
                    .orElseThrow();
            var prompt = TemplateFiles.format(template).prompt().filter(rendered.text()::startsWith).orElse("");
            var text = rendered.text().substring(prompt.length());
            if (!allows(grammar, text)) failures.put(template, text);
        }
        assertEquals(OTHER_FORMS.keySet(), failures.keySet(), failures.toString());
    }

    /// Returns whether the grammar, once triggered, allows the text to the end of a call.
    private static boolean allows(Grammar grammar, String text) {
        int start = grammar.triggers().stream().mapToInt(it -> start(it, text)).filter(it -> it >= 0).min().orElse(-1);
        if (start < 0) return false;
        var matcher = grammar.matcher();
        for (int at = start; at < text.length() && matcher.accepts(text.substring(at, at + 1)); at++) {
            matcher.accept(text.substring(at, at + 1));
        }
        return matcher.canEnd();
    }

    private static int start(Trigger trigger, String text) {
        return switch (trigger) {
            case Trigger.Word(var word) -> text.indexOf(word);
            case Trigger.Pattern(var pattern) -> {
                var found = pattern.matcher(text);
                yield found.find() ? found.start(1) : -1;
            }
            case Trigger.TokenId _ -> -1;
        };
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
        return Map.of("id", id, "type", "function", "function", mapOf("name", name, "arguments", written));
    }

    private static Map<String, Object> mapOf(Object... pairs) {
        var arguments = new LinkedHashMap<String, Object>();
        for (int i = 0; i < pairs.length; i += 2) arguments.put((String) pairs[i], pairs[i + 1]);
        return arguments;
    }
}
