package dev.panallama.runner.anthropic;

import dev.panallama.Chat;
import dev.panallama.ReplyStream;
import dev.panallama.chat.Delta;
import dev.panallama.runner.answering.Answering;
import dev.panallama.runner.answering.ModelDefaults;
import dev.panallama.runner.http.AnswerStream;
import dev.panallama.runner.http.Exchange;
import dev.panallama.runner.serving.ModelPool;
import tools.jackson.databind.node.JsonNodeFactory;

/// `/v1/messages` and `/v1/messages/count_tokens`.
record Messages(ModelPool models) {
    /// Answers a conversation, whole or piece by piece.
    void answer(Exchange exchange) throws Exception {
        MessagesRequest request = MessagesRequest
                .answered(ModelDefaults.under(exchange.fields(), models, "stop_sequences"));
        models.run(models.nameOr(request.model()), loaded -> {
            var json = new MessageJson(loaded.installed().name(), request.showsThinking());
            if (request.stream()) {
                AnswerStream out = exchange.stream(Anthropic.EVENTS); // now, as there is silence while it reads
                Answering.run(exchange, loaded, request.options(), request.messages(), it -> stream(out, json, it));
            } else {
                Answering.run(exchange, loaded, request.options(), request.messages(),
                        it -> exchange.send(json.whole(Answering.completed(it))));
            }
        });
    }

    private static void stream(AnswerStream out, MessageJson json, ReplyStream stream) {
        var events = new MessageEvents(out, json, stream.usage());
        for (Delta delta : stream) events.add(delta);
        events.end(Answering.completed(stream));
        out.end();
    }

    /// Says how many tokens a conversation has, tools and instructions included.
    void count(Exchange exchange) throws Exception {
        MessagesRequest request = MessagesRequest.counted(exchange.fields());
        models.run(models.nameOr(request.model()), loaded -> {
            try (Chat chat = loaded.chat(request.options())) {
                chat.restore(ModelDefaults.before(request.messages(), loaded));
                exchange.send(JsonNodeFactory.instance.objectNode().put("input_tokens", chat.promptLength()));
            }
        });
    }
}
