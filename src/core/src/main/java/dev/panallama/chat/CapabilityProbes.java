package dev.panallama.chat;

import dev.panallama.jinja.TemplateException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// Finds out what a template can write: renders small conversations and looks for their words.
///
/// @param template renders a context
record CapabilityProbes(Function<Map<String, Object>, String> template) {
    private static final String WORD = "Xylophone";
    private static final String NAME = "probe_tool";
    private static final String SECOND_NAME = "second_probe";
    private static final String KEY = "probe_argument";
    private static final List<String> THINKING_VARIABLES = List.of("enable_thinking", "thinking", "think");
    private static final Map<String, Object> QUESTION = message("user", "A question.");
    private static final Map<String, Object> OBJECT = Map.of(KEY, WORD);
    private static final String TEXT = "{\"%s\": \"%s\"}".formatted(KEY, WORD);

    TemplateCapabilities probe() {
        boolean plain = writes(List.of(message("user", WORD)));
        boolean objects = calls(OBJECT, false).filter(CapabilityProbes::isJson).isPresent();
        Object arguments = objects ? OBJECT : TEXT;
        String called = calls(arguments, false).orElse("");
        return new TemplateCapabilities(
                plain,
                isTyped(),
                writes(List.of(message("system", WORD), QUESTION)),
                render(Map.of("messages", List.of(QUESTION), "tools", tools())).filter(it -> it.contains(NAME))
                        .isPresent(),
                called.contains(NAME),
                calls(arguments, true).filter(it -> it.contains(SECOND_NAME)).isPresent(),
                objects,
                called.contains("Zeppelin"),
                writes(List.of(QUESTION, reasoned(), QUESTION)),
                isTold(),
                THINKING_VARIABLES.stream().filter(this::switches).findFirst());
    }

    private boolean isTyped() {
        List<?> parts = List.of(Map.of("type", "text", "text", WORD));
        return render(Map.of("messages", List.of(message("user", parts))))
                .filter(it -> it.contains(WORD) && !it.contains("'type'") && !it.contains("\"type\""))
                .isPresent();
    }

    private boolean isTold() {
        Map<String, Object> schema = Map.of("type", "object", "title", WORD);
        return render(Map.of("messages", List.of(QUESTION), "response_format",
                Map.of("type", "json_schema", "json_schema", Map.of("schema", schema), "schema", schema)))
                .filter(it -> it.contains(WORD))
                .isPresent();
    }

    private boolean switches(String variable) {
        Optional<String> on = render(Map.of("messages", List.of(QUESTION), variable, true));
        Optional<String> off = render(Map.of("messages", List.of(QUESTION), variable, false));
        return on.isPresent() && off.isPresent() && !on.equals(off);
    }

    /// Returns a conversation with a call of a tool and its answer.
    private Optional<String> calls(Object arguments, boolean twice) {
        var messages = new ArrayList<Map<String, Object>>();
        var calls = new ArrayList<Object>();
        calls.add(call("abcdef001", NAME, arguments));
        if (twice) calls.add(call("abcdef002", SECOND_NAME, arguments));
        messages.add(QUESTION);
        messages.add(with(message("assistant", ""), "tool_calls", calls));
        messages.add(result("abcdef001", NAME));
        if (twice) messages.add(result("abcdef002", SECOND_NAME));
        messages.add(message("assistant", "An answer."));
        messages.add(QUESTION);
        return render(Map.of("messages", messages, "tools", tools()));
    }

    /// Whether the arguments were written as an object: as JSON, or name and value apart.
    private static boolean isJson(String text) {
        return text.contains(WORD) && text.contains(KEY) && !text.contains("'" + KEY + "'");
    }

    private boolean writes(List<Map<String, Object>> messages) {
        return render(Map.of("messages", messages)).filter(it -> it.contains(WORD)).isPresent();
    }

    private Optional<String> render(Map<String, Object> context) {
        var all = new HashMap<>(context);
        all.put("add_generation_prompt", true);
        try {
            return Optional.of(template.apply(all));
        } catch (TemplateException _) {
            return Optional.empty();
        }
    }

    private static Map<String, Object> reasoned() {
        var message = message("assistant", "An answer.");
        for (String name : TemplateMessages.REASONING) message.put(name, WORD);
        return message;
    }

    private static Map<String, Object> result(String id, String name) {
        return with(with(message("tool", "Zeppelin"), "tool_call_id", id), "name", name);
    }

    private static Map<String, Object> call(String id, String name, Object arguments) {
        return Map.of("id", id, "type", "function", "function", Map.of("name", name, "arguments", arguments));
    }

    private static List<?> tools() {
        return List.of(tool(NAME), tool(SECOND_NAME));
    }

    private static Map<String, Object> tool(String name) {
        Map<String, Object> schema = Map.of("type", "object", "properties",
                Map.of(KEY, Map.of("type", "string", "description", "An argument.")), "required", List.of(KEY));
        return Map.of("type", "function", "function",
                Map.of("name", name, "description", "A tool.", "parameters", schema));
    }

    private static Map<String, Object> message(String role, Object content) {
        var message = new LinkedHashMap<String, Object>();
        message.put("role", role);
        message.put("content", content);
        return message;
    }

    private static Map<String, Object> with(Map<String, Object> message, String name, Object value) {
        message.put(name, value);
        return message;
    }
}
