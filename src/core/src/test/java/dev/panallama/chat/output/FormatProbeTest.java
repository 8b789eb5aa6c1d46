package dev.panallama.chat.output;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.panallama.jinja.Template;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// Rendering alone shows how most templates write calls.
class FormatProbeTest {
    /// Templates whose row says something else than their rendering.
    private static final Map<String, String> OTHERS = Map.ofEntries(
            Map.entry("CohereForAI-c4ai-command-r-plus-tool_use.jinja", "a blank less"),
            Map.entry("Kimi-K2-Instruct.jinja", "the id is told from the name"),
            Map.entry("Kimi-K2-Thinking.jinja", "the id is told from the name"),
            Map.entry("Kimi-K3.jinja", "both calls have texts only"),
            Map.entry("LFM2-8B-A1B.jinja", "calls are left out"),
            Map.entry("LFM2.5-Instruct.jinja", "calls are left out"),
            Map.entry("MiniMax-M3.jinja", "the name of an argument is its tag"),
            Map.entry("Reka-Edge.jinja", "calls are not in lines of their own"),
            Map.entry("StepFun3.5-Flash.jinja", "calls are not in lines of their own"),
            Map.entry("deepseek-ai-DeepSeek-R1-Distill-Llama-8B.jinja", "calls are left out"),
            Map.entry("deepseek-ai-DeepSeek-R1-Distill-Qwen-32B.jinja", "calls are in lines of their own"),
            Map.entry("deepseek-ai-DeepSeek-V3.2.jinja", "both calls have texts only"),
            Map.entry("deepseek-ai-DeepSeek-V4-Flash-0731.jinja", "both calls have texts only"),
            Map.entry("deepseek-ai-DeepSeek-V4.jinja", "both calls have texts only"),
            Map.entry("google-gemma-4-31B-it-interleaved.jinja", "its literals are its own"),
            Map.entry("google-gemma-4-31B-it.jinja", "its literals are its own"),
            Map.entry("ibm-granite-granite-3.3-2B-Instruct.jinja", "calls are left out"),
            Map.entry("llama-cpp-deepseek-r1.jinja", "it fails on any tool"),
            Map.entry("meetkai-functionary-medium-v3.1.jinja", "another token ends a message with calls"),
            Map.entry("meetkai-functionary-medium-v3.2.jinja", "calls are messages"),
            Map.entry("moonshotai-Kimi-K2.jinja", "the id is told from the name"),
            Map.entry("muse-glimmer.jinja", "calls are messages"),
            Map.entry("openai-gpt-oss-120b.jinja", "calls are messages"),
            Map.entry("openbmb-MiniCPM5-1B.jinja", "a value may be marked as data"),
            Map.entry("tencent-Hy3.jinja", "only calls end with its end-of-text token"));

    @Test
    void rendering_alone_shows_what_the_table_says() {
        var other = TemplateFiles.names().stream().filter(it -> !isSame(it))
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(new TreeSet<>(OTHERS.keySet()), other);
        assertEquals(68, TemplateFiles.names().size());
    }

    private static boolean isSame(String template) {
        var known = TemplateFiles.format(template);
        var found = FormatProbe.format(TemplateFiles.source(template), TemplateFiles.probe(template));
        return known.calls().section().equals(found.calls().section())
                && known.calls().call().equals(found.calls().call())
                && known.calls().argument().equals(found.calls().argument())
                && known.calls().separator().equals(found.calls().separator())
                && known.callsTools() == found.callsTools() && known.turns() == null;
    }

    @Test
    void a_template_that_no_row_knows_is_read() {
        var source = """
                {%- for message in messages %}
                {{- '<turn ' + message.role + '>' }}
                {%- if message.reasoning %}{{ '(hm: ' + message.reasoning + ' :mh)' }}{% endif %}
                {{- message.content or '' }}
                {%- for call in message.tool_calls or [] %}
                {{- '[[run ' + call.function.name + ' with ' + call.function.arguments | tojson + ' end]]' }}
                {%- endfor %}
                {{- '</turn>' }}
                {%- endfor %}
                {%- if add_generation_prompt %}{{ '<turn assistant>' }}{% endif %}""";
        var template = Template.parse(source);
        var format = OutputFormat.of(source, it -> template.render(it).toString());
        assertTrue(format.callsTools());
        assertEquals("[[run {name} with {json} end]]", format.calls().call().toString());
        assertEquals("(hm: ", format.reasoning().start() + " ");
        assertEquals(Optional.of("<turn assistant>"), format.prompt());
        var reader = new OutputReader(format, SampleTools.ALL, "<turn assistant>", true);
        Deltas.read(reader, "(hm: well :mh)Let me see. [[run weather with {\"city\": \"Rome\"} end]]", 1, true);
        var output = reader.output();
        assertEquals("well", output.reasoning());
        assertEquals("Let me see.", output.text());
        assertEquals("{\"city\": \"Rome\"}", output.calls().getFirst().arguments());
    }

    @Test
    void a_template_without_calls_gets_a_form_that_most_models_know() {
        var format = TemplateFiles.format("google-gemma-2-2b-it.jinja");
        assertFalse(format.callsTools());
        assertEquals("<tool_call>\n{call}\n</tool_call>", format.calls().call().toString());
    }

    @Test
    void a_template_that_refuses_everything_has_a_format_as_well() {
        var format = OutputFormat.of("{{ raise_exception('no') }}", _ -> {
            throw new IllegalStateException("no");
        });
        assertEquals(Optional.empty(), format.prompt());
        assertFalse(format.callsTools());
    }
}
