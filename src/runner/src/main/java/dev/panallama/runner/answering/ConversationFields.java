package dev.panallama.runner.answering;

import dev.panallama.chat.ChatJson;
import dev.panallama.chat.ChatMessage;
import dev.panallama.chat.PromptOptions;
import dev.panallama.runner.http.Fields;
import dev.panallama.runner.http.RequestException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The fields of a conversation, in OpenAI's form.
public final class ConversationFields {
    private ConversationFields() {}

    /// Returns `messages`.
    ///
    /// @throws RequestException if there are none, or one is wrong
    public static List<ChatMessage> messages(Fields fields) {
        if (fields.list("messages").isEmpty()) throw RequestException.of("messages", "is missing or empty");
        return Answering.checked("messages", () -> ChatJson.messages(json(fields, "messages")));
    }

    /// Returns how the conversation is written: `tools` and `chat_template_kwargs`.
    ///
    /// @param effort how much the model is to think, if that is said
    /// @throws RequestException if a field is wrong
    public static PromptOptions options(Fields fields, Optional<String> effort) {
        PromptOptions options = PromptOptions.defaults();
        if (!fields.list("tools").isEmpty())
            options = options.withTools(
                    Answering.checked("tools", () -> ChatJson.tools(json(fields, "tools"))));
        if (effort.isPresent())
            options = options.withThinking(!effort.get().equals("none")).withVariable("reasoning_effort", effort.get());
        Optional<Fields> variables = fields.object("chat_template_kwargs");
        if (variables.isEmpty()) return options;
        for (Map.Entry<String, JsonNode> it : variables.get().node().properties())
            options = it.getKey().equals("enable_thinking")
                    ? options.withThinking(variables.get().flag("enable_thinking").orElse(true))
                    : options.withVariable(it.getKey(), JsonMapper.shared().convertValue(it.getValue(), Object.class));
        return options;
    }

    private static String json(Fields fields, String name) {
        return fields.any(name).orElseThrow(() -> RequestException.of(name, "is missing")).toString();
    }
}
