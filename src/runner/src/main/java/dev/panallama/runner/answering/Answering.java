package dev.panallama.runner.answering;

import dev.panallama.Chat;
import dev.panallama.ChatOptions;
import dev.panallama.FinishReason;
import dev.panallama.Reply;
import dev.panallama.ReplyStream;
import dev.panallama.chat.ChatMessage;
import dev.panallama.chat.ToolCall;
import dev.panallama.error.GrammarException;
import dev.panallama.runner.http.Exchange;
import dev.panallama.runner.http.RequestException;
import dev.panallama.runner.serving.LoadedModel;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

/// What all protocols do to answer a conversation. Any thread may use it.
public final class Answering {
    private Answering() {}

    /// Answers a conversation for as long as the client waits for it.
    ///
    /// @param work takes the answer to its end
    public static void run(Exchange exchange, LoadedModel model, ChatOptions options, List<ChatMessage> messages,
            Consumer<? super ReplyStream> work) {
        try (Chat chat = model.chat(options); var _ = exchange.whenGone(chat::cancel)) {
            chat.restore(ModelDefaults.before(messages, model));
            try (ReplyStream stream = chat.answering()) {
                work.accept(stream);
            }
        }
    }

    /// Takes an answer to its end.
    ///
    /// @throws CancellationException if it was cancelled: the client has gone
    public static Reply completed(ReplyStream stream) {
        Reply reply = stream.reply();
        if (reply.finishReason() != FinishReason.CANCELLED) return reply;
        throw new CancellationException("the answer was cancelled");
    }

    /// Returns the arguments of a call as an object. What a model broke off, or wrote wrongly, is no JSON: the object has it as
    /// a text then.
    public static JsonNode arguments(ToolCall call) {
        try {
            JsonNode arguments = JsonMapper.shared().readTree(call.arguments());
            if (arguments.isObject()) return arguments;
        } catch (JacksonException _) {
            // It is told as it is.
        }
        return JsonNodeFactory.instance.objectNode().put("unreadable", call.arguments());
    }

    /// Names the field in what the library says of a wrong value.
    ///
    /// @throws RequestException if it does
    public static <T> T checked(String field, Supplier<T> reading) {
        try {
            return reading.get();
        } catch (IllegalArgumentException | GrammarException wrong) {
            throw RequestException.of(field, "cannot be taken: " + wrong.getMessage());
        }
    }
}
