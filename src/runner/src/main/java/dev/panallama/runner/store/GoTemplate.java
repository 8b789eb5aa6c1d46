package dev.panallama.runner.store;

import dev.panallama.chat.ChatTemplate;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// The chat templates of Ollama are written for Go, which nothing here runs. Those of well-known forms are told by their marks.
public final class GoTemplate {
    private static final Map<String, String> MARKS = marks();

    private GoTemplate() {}

    private static Map<String, String> marks() {
        var marks = new LinkedHashMap<String, String>();
        marks.put("<|im_start|>", "chatml");
        marks.put("<|start_header_id|>", "llama3");
        marks.put("<start_of_turn>", "gemma");
        marks.put("<<SYS>>", "llama2");
        marks.put("[INST]", "mistral");
        marks.put("<|end|>", "phi3");
        marks.put("<|user|>", "zephyr");
        marks.put("### Instruction", "alpaca");
        marks.put("USER:", "vicuna");
        return marks;
    }

    /// Whether a template is one: it names the fields of Go.
    public static boolean is(String template) {
        return template.contains("{{") && template.matches("(?s).*\\{\\{-?\\s*(?:\\.|if |range |end).*")
                && !template.contains("{%");
    }

    /// Returns the template in Jinja of the same form; empty if its form is not known.
    static Optional<String> inJinja(String template) {
        return MARKS.entrySet().stream()
                .filter(it -> template.contains(it.getKey()))
                .findFirst()
                .map(it -> ChatTemplate.builtIn(it.getValue()).source());
    }
}
