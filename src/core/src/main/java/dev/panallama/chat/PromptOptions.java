package dev.panallama.chat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// What a template writes besides the messages. Immutable; start from [#defaults].
///
/// @param tools those that the model gets to see
/// @param thinking whether the model thinks before it answers; nothing leaves that to the template. It means nothing to
///     templates without such a switch
/// @param variables more variables for the template, such as `reasoning_effort`
public record PromptOptions(List<Tool> tools, Optional<Boolean> thinking, Map<String, Object> variables) {
    private static final PromptOptions DEFAULTS = new PromptOptions(List.of(), Optional.empty(), Map.of());

    /// Copies the collections.
    public PromptOptions {
        tools = List.copyOf(tools);
        variables = Map.copyOf(variables);
    }

    /// Returns options without tools, with thinking as the template has it.
    public static PromptOptions defaults() {
        return DEFAULTS;
    }

    /// Returns these options with other tools.
    public PromptOptions withTools(List<Tool> all) {
        return new PromptOptions(all, thinking, variables);
    }

    /// Returns these options with thinking on or off.
    public PromptOptions withThinking(boolean on) {
        return new PromptOptions(tools, Optional.of(on), variables);
    }

    /// Returns these options with one more variable: a text, number, boolean, list or map.
    public PromptOptions withVariable(String name, Object value) {
        var all = new TreeMap<>(variables);
        all.put(name, value);
        return new PromptOptions(tools, thinking, all);
    }
}
