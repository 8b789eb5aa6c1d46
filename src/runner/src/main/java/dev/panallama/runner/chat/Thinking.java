package dev.panallama.runner.chat;

import dev.panallama.Chat;
import dev.panallama.ChatOptions;
import dev.panallama.Model;
import dev.panallama.chat.PromptOptions;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/// Whether a model is to think before it answers, and how much, in Ollama's words. Immutable.
///
/// @param effort how much, for templates that heed it
public record Thinking(boolean on, Optional<String> effort) {
    /// The words there are for it.
    public static final List<String> WORDS = List.of("true", "false", "high", "medium", "low");

    /// What a person is told who wants it of a model that cannot.
    public static final String IMPOSSIBLE = "(this model does not think before it answers)";

    private static final String VARIABLE = "reasoning_effort";

    /// Reads one of the words.
    ///
    /// @throws IllegalArgumentException if it is another one
    public static Thinking parse(String word) {
        if (!WORDS.contains(word))
            throw new IllegalArgumentException("think is \"%s\": give one of %s".formatted(word,
                    String.join(", ", WORDS)));
        return switch (word) {
            case "true" -> new Thinking(true, Optional.empty());
            case "false" -> new Thinking(false, Optional.empty());
            default -> new Thinking(true, Optional.of(word));
        };
    }

    /// Returns whether a model can do so, in a conversation of some options.
    public static boolean isPossible(Model model, ChatOptions options) {
        return options.template().or(model::chatTemplate).filter(Chat::canThink).isPresent();
    }

    /// Returns options by which it is so, whatever they said of it before.
    public PromptOptions in(PromptOptions options) {
        var variables = new TreeMap<>(options.variables());
        variables.remove(VARIABLE);
        effort.ifPresent(it -> variables.put(VARIABLE, it));
        return new PromptOptions(options.tools(), Optional.of(on), variables);
    }
}
