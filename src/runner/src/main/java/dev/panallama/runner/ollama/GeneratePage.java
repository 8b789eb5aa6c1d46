package dev.panallama.runner.ollama;

import dev.panallama.ChatOptions;
import dev.panallama.FinishReason;
import dev.panallama.Token;
import dev.panallama.chat.ChatMessage;
import dev.panallama.chat.ChatTemplate;
import dev.panallama.jinja.TemplateException;
import dev.panallama.runner.answering.ModelRequest;
import dev.panallama.runner.answering.Question;
import dev.panallama.runner.http.AnswerStream;
import dev.panallama.runner.http.Exchange;
import dev.panallama.runner.http.Fields;
import dev.panallama.runner.http.Framing;
import dev.panallama.runner.http.RequestException;
import dev.panallama.runner.serving.LoadedModel;
import dev.panallama.runner.serving.ModelPool;
import dev.panallama.runner.store.GoTemplate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/// `/api/generate`: answers a prompt, continues a text as it is, or fills the gap before a suffix.
record GeneratePage(ModelPool models) {
    /// Answers one request.
    void answer(Exchange exchange) throws Exception {
        long start = System.nanoTime();
        ModelRequest asked = ModelRequest.naming(exchange, models);
        Fields fields = asked.sent();
        fields.refuse("is not supported: models here read text alone", "images");
        fields.refuse("is not supported: chat with messages instead", "context");
        var options = new RequestOptions(fields, asked.model().settings());
        String prompt = fields.text("prompt").orElse("");
        if (prompt.isEmpty()) {
            Loading.answer(asked, false);
            return;
        }
        ChatOptions chat = options.chat();
        ChatOptions templated = template(fields).map(chat::withTemplate).orElse(chat);
        asked.run(model -> {
            options.checkContext(model);
            Optional<ChatTemplate> template = isPlain(fields) ? Optional.empty() : model.template(templated);
            options.checkThinking(model, template);
            Source source = template.isEmpty()
                    ? plain(fields, model, options, prompt)
                    : Source.answered(model, new Question(messages(fields, prompt), templated));
            answer(exchange, new Took(exchange, model, start), source, fields.flag("stream").orElse(true));
        });
    }

    /// Whether the prompt is to be read as it is.
    private static boolean isPlain(Fields fields) {
        return fields.flag("raw").orElse(false) || suffix(fields).isPresent();
    }

    private static Source plain(Fields fields, LoadedModel model, RequestOptions options, String prompt) {
        fields.refuse("is not obeyed where the prompt is read as it is: with raw, with a suffix, without a template",
                "system", "template", "truncate");
        return suffix(fields)
                .map(it -> Source.filled(model, options, prompt, it))
                .orElseGet(() -> Source.continued(model, options, prompt));
    }

    private static Optional<String> suffix(Fields fields) {
        return fields.text("suffix").filter(it -> !it.isEmpty());
    }

    private static Optional<ChatTemplate> template(Fields fields) {
        return fields.text("template").filter(it -> !it.isEmpty()).map(GeneratePage::template);
    }

    private static ChatTemplate template(String text) {
        if (GoTemplate.is(text))
            throw RequestException.of("template", "is written for Go, which cannot be run here:"
                    + " give one in Jinja, or leave it out, and the model's own is used");
        try {
            return ChatTemplate.parse(text);
        } catch (TemplateException wrong) {
            throw RequestException.of("template", "is none in Jinja: " + wrong.getMessage());
        }
    }

    private static List<ChatMessage> messages(Fields fields, String prompt) {
        var messages = new ArrayList<ChatMessage>();
        fields.text("system").filter(it -> !it.isEmpty()).ifPresent(it -> messages.add(ChatMessage.system(it)));
        messages.add(ChatMessage.user(prompt));
        return messages;
    }

    private static void answer(Exchange exchange, Took took, Source source, boolean streamed) {
        if (streamed) stream(exchange, took, source);
        else whole(exchange, took, source);
    }

    private static void stream(Exchange exchange, Took took, Source source) {
        AnswerStream out = exchange.stream(Framing.LINES);
        Source.End end = source.run(exchange, (field, text, tokens) -> {
            took.firstToken();
            ObjectNode part = took.part().put("response", "").put(field, text);
            took.score(part, tokens);
            out.write(part.put("done", false).toString());
        });
        out.write(took.end(took.part().put("response", ""), reason(end), end.promptTokens(), end.tokens()).toString());
        out.end();
    }

    private static void whole(Exchange exchange, Took took, Source source) {
        var response = new StringBuilder();
        var thinking = new StringBuilder();
        var scored = new ArrayList<Token>();
        Source.End end = source.run(exchange, (field, text, tokens) -> {
            took.firstToken();
            (field.equals("response") ? response : thinking).append(text);
            scored.addAll(tokens);
        });
        ObjectNode part = took.part().put("response", response.toString());
        if (!thinking.isEmpty()) part.put("thinking", thinking.toString());
        took.score(part, scored);
        exchange.send(took.end(part, reason(end), end.promptTokens(), end.tokens()));
    }

    private static String reason(Source.End end) {
        return end.reason() == FinishReason.STOP ? "stop" : "length";
    }
}
