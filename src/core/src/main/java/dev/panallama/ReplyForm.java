package dev.panallama;

import dev.panallama.chat.PromptOptions;
import dev.panallama.chat.ToolChoice;
import dev.panallama.grammar.Grammar;
import java.util.List;

/// What form a reply has to have. Immutable.
record ReplyForm(PromptOptions prompt, GenerationOptions generation, ToolChoice choice) {
    static ReplyForm of(ChatOptions options) {
        return new ReplyForm(options.prompt(), options.generation(), options.toolChoice());
    }

    /// Returns the form of a value: JSON from the first token on.
    static ReplyForm typed(ChatOptions options, Class<?> type) {
        return new ReplyForm(
                options.prompt().withTools(List.of()).withThinking(false),
                options.generation().withGrammar(Grammar.of(type)),
                new ToolChoice.None());
    }

    /// Returns what the template gets: no tools that must not be called.
    PromptOptions visible() {
        return choice instanceof ToolChoice.None ? prompt.withTools(List.of()) : prompt;
    }

    /// Returns the form of the reply to what tools have answered: not forced to call again.
    ReplyForm afterTools() {
        boolean forced = choice instanceof ToolChoice.Required || choice instanceof ToolChoice.Named;
        return forced ? new ReplyForm(prompt, generation, new ToolChoice.Automatic()) : this;
    }

    boolean isWithoutThinking() {
        return prompt.thinking().filter(on -> !on).isPresent();
    }
}
