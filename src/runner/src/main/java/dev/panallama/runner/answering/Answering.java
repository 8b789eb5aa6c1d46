package dev.panallama.runner.answering;

import dev.panallama.Chat;
import dev.panallama.ChatOptions;
import dev.panallama.Embedder;
import dev.panallama.FillInTheMiddle;
import dev.panallama.FinishReason;
import dev.panallama.Pooling;
import dev.panallama.Reply;
import dev.panallama.ReplyStream;
import dev.panallama.Session;
import dev.panallama.Vocabulary;
import dev.panallama.chat.ChatTemplate;
import dev.panallama.chat.ToolCall;
import dev.panallama.error.GrammarException;
import dev.panallama.runner.http.Exchange;
import dev.panallama.runner.http.RequestException;
import dev.panallama.runner.serving.LoadedModel;
import dev.panallama.runner.serving.ModelCard.Ability;
import dev.panallama.runner.serving.UsualWay;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.function.Function;
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
    /// @return what comes of that
    public static <T> T run(Exchange exchange, LoadedModel model, Question question,
            Function<? super ReplyStream, T> work) {
        try (Chat chat = chat(model, question); var _ = exchange.whenGone(chat::cancel)) {
            try (ReplyStream stream = question.continues() ? chat.continuing() : chat.answering()) {
                return work.apply(stream);
            }
        }
    }

    /// Has a model continue texts for as long as the client waits for it.
    ///
    /// @param lora how strongly adapters of the model are applied, by their numbers; empty for as usual
    /// @return what comes of that
    /// @throws UnsupportedOperationException if the model cannot generate
    public static <T> T continuing(Exchange exchange, LoadedModel model, Map<Integer, Float> lora,
            Function<? super Session, T> work) {
        try (Session session = model.session(LoraFields.adapters(model, lora));
                var _ = exchange.whenGone(session::cancel)) {
            return work.apply(session);
        }
    }

    /// Returns the tokens of a prompt.
    ///
    /// @throws RequestException if there are none, and the model has none to begin with
    public static int[] begun(int[] prompt, LoadedModel model) {
        if (prompt.length == 0 && model.model().vocabulary().beginningOfText().isEmpty())
            throw RequestException.of("prompt", "is empty, and this model has no token to begin with");
        return prompt;
    }

    /// Opens a conversation with a model, all that was said before in it.
    ///
    /// @throws RequestException if the model has no template for conversations
    /// @throws UnsupportedOperationException if the model cannot generate
    private static Chat chat(LoadedModel model, Question question) {
        var _ = model.engine(); // a model that cannot generate says so itself
        var _ = template(model, question.options());
        Chat chat = model.chat(question.options(), LoraFields.adapters(model, question.lora()));
        try {
            chat.restore(UsualWay.before(question.messages(), model.installed().settings()));
            return chat;
        } catch (RuntimeException refused) {
            chat.close();
            throw refused;
        }
    }

    /// Returns how many tokens the prompt of a conversation has.
    ///
    /// @throws RequestException if the model has no template for conversations
    /// @throws UnsupportedOperationException if the model cannot generate
    public static int promptLength(LoadedModel model, Question question) {
        try (Chat chat = chat(model, question)) {
            return question.continues() ? chat.continuingLength() : chat.promptLength();
        }
    }

    /// Returns what writes conversations with a model.
    ///
    /// @throws RequestException if it has nothing for that
    public static ChatTemplate template(LoadedModel model, ChatOptions options) {
        return model.template(options).orElseThrow(() -> RequestException.of("model",
                "is %s, which has no chat template%s".formatted(model.installed().name(),
                        model.card().abilities().contains(Ability.COMPLETION)
                                ? ": have it continue a text instead"
                                : "")));
    }

    /// Computes embeddings with a model, in turn with others.
    ///
    /// @throws RequestException if the model makes none
    public static <T> T embedding(LoadedModel model, Function<? super Embedder, T> work) {
        if (model.model().info().pooling().filter(it -> it != Pooling.RANK).isEmpty())
            throw RequestException.of("model", "is %s, which makes no embeddings of texts: ask an embedding model"
                    .formatted(model.installed().name()));
        return model.embedding(work);
    }

    /// Returns how the model is asked for what stands before a `suffix`.
    ///
    /// @throws RequestException if it has no tokens for that
    public static FillInTheMiddle gap(Vocabulary vocabulary) {
        try {
            return vocabulary.fillInTheMiddle();
        } catch (UnsupportedOperationException cannot) {
            throw RequestException.of("suffix", "cannot be obeyed: " + cannot.getMessage());
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

    /// Returns the id of a call: the one that the model gave, or a new one, as many models give none.
    ///
    /// @param prefix what a new one begins with
    public static String callId(String prefix, String given) {
        return given.isEmpty() ? prefix + UUID.randomUUID().toString().replace("-", "") : given;
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
