package dev.panallama.runner.store;

import dev.panallama.chat.ChatMessage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// How a model is to be used, as whoever made it up has said. Immutable.
///
/// @param system what it is told before a conversation, unless that says it itself
/// @param template its chat template in Jinja, instead of the file's
/// @param parameters how it answers unless a request says otherwise, by Ollama's names; `stop` may have several values
/// @param messages what every conversation begins with
/// @param adapters LoRA adapters that are put on it
/// @param license the text of its licence
public record ModelSettings(
        Optional<String> system,
        Optional<String> template,
        Map<String, List<String>> parameters,
        List<Line> messages,
        List<Path> adapters,
        Optional<String> license) {
    /// One message.
    ///
    /// @param role `system`, `user` or `assistant`
    public record Line(String role, String content) {}

    /// Nothing is said.
    public static final ModelSettings NONE = new ModelSettings(
            Optional.empty(), Optional.empty(), Map.of(), List.of(), List.of(), Optional.empty());

    /// Copies the collections, in their order.
    public ModelSettings {
        var copy = new LinkedHashMap<String, List<String>>();
        parameters.forEach((name, values) -> {
            if (!isWord(name)) throw new IllegalArgumentException("there is no parameter " + name);
            if (values.isEmpty()) throw new IllegalArgumentException("the parameter %s has no value".formatted(name));
            copy.put(name, List.copyOf(values));
        });
        parameters = java.util.Collections.unmodifiableMap(copy);
        messages = List.copyOf(messages);
        adapters = List.copyOf(adapters);
    }

    private static boolean isWord(String name) {
        return name.matches("[a-z0-9_]{1,40}");
    }

    /// Returns the messages that every conversation begins with.
    public List<ChatMessage> begun() {
        return messages.stream().<ChatMessage>map(it -> switch (it.role()) {
            case "assistant" -> ChatMessage.assistant(it.content());
            case "system" -> ChatMessage.system(it.content());
            default -> ChatMessage.user(it.content());
        }).toList();
    }

    /// Returns the parameters as the fields of a request: numbers, true or false, texts, and a list of `stop`.
    public ObjectNode fields() {
        ObjectNode fields = JsonNodeFactory.instance.objectNode();
        parameters.forEach((name, values) -> {
            if (name.equals("stop")) values.forEach(fields.withArray(name)::add);
            else fields.set(name, value(values.getLast()));
        });
        return fields;
    }

    private static JsonNode value(String text) {
        try {
            JsonNode value = JsonMapper.shared().readTree(text);
            if (value.isNumber() || value.isBoolean()) return value;
        } catch (JacksonException _) { // it is a text
        }
        return JsonNodeFactory.instance.stringNode(text);
    }

    /// Returns the parameters as lines of name and value.
    public String parameterLines() {
        var lines = new ArrayList<String>();
        parameters.forEach((name, values) -> values.forEach(it -> lines.add("%-30s %s".formatted(name, it))));
        return String.join("\n", lines);
    }

    /// Returns these settings without what a text has no place for that is continued as it is.
    public ModelSettings withoutConversation() {
        return new ModelSettings(Optional.empty(), Optional.empty(), parameters, List.of(), adapters, license);
    }

    /// Returns these settings without some parameters.
    ModelSettings withoutParameters(Collection<String> names) {
        var others = new LinkedHashMap<>(parameters);
        others.keySet().removeAll(names);
        return new ModelSettings(system, template, others, messages, adapters, license);
    }

    /// Returns these settings with another template, or none.
    ModelSettings withTemplate(Optional<String> other) {
        return new ModelSettings(system, other, parameters, messages, adapters, license);
    }

    /// Returns these settings with other adapters.
    public ModelSettings withAdapters(List<Path> others) {
        return new ModelSettings(system, template, parameters, messages, others, license);
    }

    /// Returns these settings where they say something, and others elsewhere.
    ModelSettings over(ModelSettings base) {
        var all = new LinkedHashMap<>(base.parameters);
        all.putAll(parameters);
        var both = new LinkedHashSet<>(base.adapters);
        both.addAll(adapters);
        return new ModelSettings(
                system.or(base::system),
                template.or(base::template),
                all,
                messages.isEmpty() ? base.messages : messages,
                List.copyOf(both),
                license.or(base::license));
    }
}
