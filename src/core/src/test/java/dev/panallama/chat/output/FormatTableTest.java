package dev.panallama.chat.output;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// Each template is found to be of its family.
class FormatTableTest {
    @Test
    void templates_show_their_family() {
        Map<String, TreeSet<String>> families = TemplateFiles.names().stream().collect(Collectors.groupingBy(
                it -> TemplateFiles.format(it).family(), TreeMap::new, Collectors.mapping(
                        it -> it.replace(".jinja", ""), Collectors.toCollection(TreeSet::new))));
        assertEquals(Map.of(
                "DeepSeek R1", 3, "Hermes", 10, "Qwen3-Coder", 4, "GLM 4.5", 3, "Kimi K2", 3, "LFM2", 3, "Llama 3", 3),
                families.entrySet().stream().filter(it -> it.getValue().size() > 2 && !it.getKey().equals("unknown"))
                        .collect(Collectors.toMap(Map.Entry::getKey, it -> it.getValue().size())));
        assertEquals(new TreeSet<>(List.of("HuggingFaceTB-SmolLM3-3B", "google-gemma-2-2b-it",
                "llama-cpp-rwkv-world", "microsoft-Phi-3.5-mini-instruct")), families.get("unknown"));
    }

    @Test
    void markers_are_all_that_may_be_a_control_token() {
        var markers = TemplateFiles.format("openai-gpt-oss-120b.jinja").markers();
        assertTrue(markers.containsAll(List.of("<|channel|>", "<|message|>", "<|start|>", "<|end|>",
                "<|call|>", "<|return|>")), markers.toString());
        assertTrue(TemplateFiles.format("moonshotai-Kimi-K2.jinja").markers().containsAll(List.of(
                "<|tool_calls_section_begin|>", "<|tool_call_begin|>", "<|tool_call_argument_begin|>",
                "<|tool_call_end|>", "<|tool_calls_section_end|>")));
        assertTrue(TemplateFiles.format("Qwen-Qwen3-0.6B.jinja").markers().containsAll(List.of("<think>",
                "</think>", "<tool_call>", "</tool_call>")));
    }
}
