package dev.panallama;

import dev.panallama.chat.ChatMessage;
import dev.panallama.chat.ChatPrompt;
import dev.panallama.chat.ChatTemplate;
import dev.panallama.chat.PromptOptions;
import dev.panallama.chat.output.OutputFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;

/// How conversations with a model are written and read. Immutable.
///
/// @param template writes them
/// @param output how the model writes reasoning, text and calls
record ChatFormat(Model model, ChatTemplate template, OutputFormat output) {
    static ChatFormat of(Model model, ChatOptions options) {
        model.checkGenerates();
        boolean calls = !options.prompt().tools().isEmpty();
        ChatTemplate template = options.template()
                .map(model::fitted)
                .or(() -> calls ? model.chatTemplate("tool_use") : Optional.empty())
                .or(model::chatTemplate)
                .orElseThrow(() -> new IllegalArgumentException(
                        "model %s has no chat template: choose one with withTemplate, such as ChatTemplate.builtIn(\"llama2\")"
                                .formatted(model.info().name())));
        return new ChatFormat(model, template, OutputFormat.of(template.source(), template::render));
    }

    PromptSession open(Supplier<Session> opening) {
        var tokens = new PromptTokens(model.vocabulary(), template.marks()); // first, as the template may fail
        return new PromptSession(opening.get(), tokens);
    }

    /// Returns what a token says, also a control token: those are the marks of calls and reasoning.
    String text(Token token) {
        if (!token.text().isEmpty() || model.vocabulary().cachedPiece(token.id()).length > 0) return token.text();
        return model.vocabulary().text(token.id());
    }

    /// Returns what is to stand behind a generation prompt so that the model does not think.
    ///
    /// @param mayCall whether it may call tools: then what says whom a message is for has to come from the model
    String withoutThinking(String generationPrompt, boolean mayCall) {
        if (mayCall && output.hasHeaders()) return "";
        return output.withoutReasoning(generationPrompt, template.capabilities().thinkingVariable().isPresent());
    }

    /// Returns the token that has this text and no other meaning, if there is one.
    OptionalInt controlToken(String text) {
        int[] ids = model.vocabulary().tokenize(text, false, true);
        boolean is = ids.length == 1 && model.vocabulary().cachedPiece(ids[0]).length == 0;
        return is ? OptionalInt.of(ids[0]) : OptionalInt.empty();
    }
}
