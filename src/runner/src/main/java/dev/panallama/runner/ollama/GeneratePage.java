package dev.panallama.runner.ollama;

import dev.panallama.FinishReason;
import dev.panallama.Generation;
import dev.panallama.Reply;
import dev.panallama.Token;
import dev.panallama.chat.ChatMessage;
import dev.panallama.chat.Delta;
import dev.panallama.runner.answering.Answering;
import dev.panallama.runner.answering.Question;
import dev.panallama.runner.http.AnswerStream;
import dev.panallama.runner.http.Exchange;
import dev.panallama.runner.http.Fields;
import dev.panallama.runner.http.Framing;
import dev.panallama.runner.serving.LoadedModel;
import dev.panallama.runner.serving.ModelPool;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.function.BiConsumer;
import tools.jackson.databind.node.ObjectNode;

/// `/api/generate`: answers a prompt, or continues a text as it is.
record GeneratePage(ModelPool models) {
    /// What an answer comes to in the end.
    private record End(FinishReason reason, int promptTokens, int tokens) {}

    /// Answers one request.
    void answer(Exchange exchange) throws Exception {
        long asked = System.nanoTime();
        Fields fields = exchange.fields();
        fields.refuse("is not supported: the model's own template is used, or none with raw", "template");
        fields.refuse("is not supported: models here read text alone", "images");
        fields.refuse("is not supported: chat with messages instead", "context");
        fields.refuse("is not supported yet", "suffix");
        var options = new RequestOptions(fields, models.settings(fields.text("model")));
        String name = fields.required("model");
        String prompt = fields.text("prompt").orElse("");
        if (prompt.isEmpty()) {
            Loading.answer(exchange, models, name, options.keepAlive(), false);
            return;
        }
        boolean raw = fields.flag("raw").orElse(false);
        exchange.noteModel(name);
        models.run(name, options.keepAlive(), model -> {
            options.checkContext(model);
            boolean plain = raw || (model.model().chatTemplate().isEmpty()
                    && model.installed().settings().template().isEmpty());
            Source source = plain
                    ? continued(model, options, prompt)
                    : answered(model, options, messages(fields, prompt));
            answer(exchange, new Took(exchange, model, asked), source, fields.flag("stream").orElse(true));
        });
    }

    private static List<ChatMessage> messages(Fields fields, String prompt) {
        var messages = new ArrayList<ChatMessage>();
        fields.text("system").filter(it -> !it.isEmpty()).ifPresent(it -> messages.add(ChatMessage.system(it)));
        messages.add(ChatMessage.user(prompt));
        return messages;
    }

    /// Where the text comes from.
    private interface Source {
        /// Generates to the end.
        ///
        /// @param pieces gets what there is of it: the name of the field it belongs to, and the text
        End run(Exchange exchange, BiConsumer<String, String> pieces);
    }

    private static Source answered(LoadedModel model, RequestOptions options, List<ChatMessage> messages) {
        var question = new Question(messages, options.chat());
        return (exchange, pieces) -> Answering.run(exchange, model, question, stream -> {
            for (Delta delta : stream) {
                if (delta instanceof Delta.Text(String text)) pieces.accept("response", text);
                if (delta instanceof Delta.Reasoning(String text)) pieces.accept("thinking", text);
            }
            Reply reply = Answering.completed(stream);
            Reply.Usage usage = reply.usage();
            return new End(reply.finishReason(), usage.prompt() + usage.reused(), usage.generated());
        });
    }

    private static Source continued(LoadedModel model, RequestOptions options, String prompt) {
        return (exchange, pieces) -> Answering.continuing(exchange, model, Map.of(), session -> {
            session.append(model.model().vocabulary().tokenize(prompt, true, true));
            int promptTokens = session.position();
            try (Generation generation = session.generate(options.sampler(), options.generation())) {
                for (Token it : generation) if (!it.text().isEmpty()) pieces.accept("response", it.text());
                FinishReason reason = generation.finishReason().orElse(FinishReason.CANCELLED);
                if (reason == FinishReason.CANCELLED) throw new CancellationException("the answer was cancelled");
                return new End(reason, promptTokens, generation.tokenCount());
            }
        });
    }

    private static void answer(Exchange exchange, Took took, Source source, boolean streamed) {
        if (streamed) stream(exchange, took, source);
        else whole(exchange, took, source);
    }

    private static void stream(Exchange exchange, Took took, Source source) {
        AnswerStream out = exchange.stream(Framing.LINES);
        End end = source.run(exchange, (field, text) -> {
            took.firstToken();
            ObjectNode part = took.part().put("response", "").put(field, text);
            out.write(part.put("done", false).toString());
        });
        out.write(took.end(took.part().put("response", ""), reason(end), end.promptTokens(), end.tokens()).toString());
        out.end();
    }

    private static void whole(Exchange exchange, Took took, Source source) {
        var response = new StringBuilder();
        var thinking = new StringBuilder();
        End end = source.run(exchange, (field, text) -> {
            took.firstToken();
            (field.equals("response") ? response : thinking).append(text);
        });
        ObjectNode part = took.part().put("response", response.toString());
        if (!thinking.isEmpty()) part.put("thinking", thinking.toString());
        exchange.send(took.end(part, reason(end), end.promptTokens(), end.tokens()));
    }

    private static String reason(End end) {
        return end.reason() == FinishReason.STOP ? "stop" : "length";
    }
}
