package dev.panallama;

import dev.panallama.chat.ChatMessage;
import dev.panallama.chat.ChatPrompt;
import dev.panallama.chat.ChatTemplate;
import dev.panallama.chat.PromptOptions;
import dev.panallama.chat.ToolChoice;
import dev.panallama.chat.UserMessage;
import dev.panallama.grammar.Grammar;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;

/// What form a reply has to have. Immutable.
///
/// @param schema the JSON schema that the model is told, if the reply is to be JSON
/// @param begun what the message begins with already
record ReplyForm(
        PromptOptions options,
        GenerationOptions generation,
        ToolChoice choice,
        Optional<String> schema,
        String begun) {
    private static final JsonMapper MAPPER = new JsonMapper();

    static ReplyForm of(ChatOptions options) {
        return new ReplyForm(options.prompt(), options.generation(), options.toolChoice(), Optional.empty(), "");
    }

    /// Returns the form of a value: JSON from the first token on.
    static ReplyForm typed(ChatOptions options, Class<?> type) {
        return new ReplyForm(
                options.prompt().withTools(List.of()),
                options.generation().withGrammar(Grammar.of(type)),
                new ToolChoice.None(),
                Optional.of(Grammar.schemaOf(type)),
                "");
    }

    /// Returns the form of a reply that goes on from a beginning.
    ReplyForm continuing(String beginning) {
        return new ReplyForm(options, generation, choice, schema, beginning.stripLeading());
    }

    /// Returns the form of the reply to what tools have answered: a new message, not forced to call again.
    ReplyForm afterTools() {
        boolean forced = choice instanceof ToolChoice.Required || choice instanceof ToolChoice.Named;
        ToolChoice next = forced ? new ToolChoice.Automatic() : choice;
        return new ReplyForm(options, generation, next, schema, "");
    }

    /// Returns what the template gets: no tools that must not be called.
    PromptOptions visible() {
        PromptOptions told = choice instanceof ToolChoice.None ? options.withTools(List.of()) : options;
        return isWithoutThinking() ? told.withThinking(false) : told;
    }

    /// Whether the model answers at once: also where it has begun to, and where its answer has a form, unless it is to think.
    boolean isWithoutThinking() {
        return !begun.isEmpty() || !options.thinking().orElse(generation.grammar().isEmpty());
    }

    /// Returns the prompt. A schema is told where the template has a place for it, or else behind the last question.
    ChatPrompt prompt(List<ChatMessage> messages, ChatTemplate template) {
        if (schema.isEmpty()) return template.prompt(messages, visible());
        if (!template.capabilities().responseFormat()) return template.prompt(asking(messages), visible());
        Map<?, ?> json = MAPPER.readValue(schema.get(), Map.class);
        return template.prompt(messages, visible().withVariable("response_format",
                Map.of("type", "json_schema", "json_schema", Map.of("schema", json), "schema", json)));
    }

    private List<ChatMessage> asking(List<ChatMessage> messages) {
        var all = new ArrayList<>(messages);
        if (all.getLast() instanceof UserMessage(String text))
            all.set(all.size() - 1, new UserMessage(
                    text + "\n\nAnswer with JSON of this schema:\n" + schema.orElseThrow()));
        return all;
    }
}
