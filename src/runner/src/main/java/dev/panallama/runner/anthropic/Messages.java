package dev.panallama.runner.anthropic;

import dev.panallama.Adapters;
import dev.panallama.Chat;
import dev.panallama.Reply;
import dev.panallama.ReplyStream;
import dev.panallama.chat.Delta;
import dev.panallama.runner.answering.Answering;
import dev.panallama.runner.answering.ModelDefaults;
import dev.panallama.runner.http.AnswerStream;
import dev.panallama.runner.http.Exchange;
import dev.panallama.runner.serving.ModelPool;
import dev.panallama.runner.serving.UsualWay;
import tools.jackson.databind.node.JsonNodeFactory;

/// `/v1/messages` and `/v1/messages/count_tokens`.
record Messages(ModelPool models) {
    /// Answers a conversation, whole or piece by piece.
    void answer(Exchange exchange) throws Exception {
        MessagesRequest request = MessagesRequest
                .answered(ModelDefaults.under(exchange.fields(), models, "stop_sequences"));
        String name = models.nameOr(request.model());
        exchange.noteModel(name);
        models.run(name, loaded -> {
            var json = new MessageJson(loaded.installed().name(), request.showsThinking());
            if (request.stream()) {
                AnswerStream out = exchange.stream(Anthropic.EVENTS); // now, as there is silence while it reads
                note(exchange, Answering.run(exchange, loaded, request.question(), it -> stream(out, json, it)));
                out.end();
            } else {
                Reply reply = Answering.run(exchange, loaded, request.question(), Answering::completed);
                note(exchange, reply);
                exchange.send(json.whole(reply));
            }
        });
    }

    private static void note(Exchange exchange, Reply reply) {
        Reply.Usage usage = reply.usage();
        exchange.noteTokens(usage.prompt() + usage.reused(), usage.generated());
    }

    private static Reply stream(AnswerStream out, MessageJson json, ReplyStream stream) {
        var events = new MessageEvents(out, json, stream.usage());
        for (Delta delta : stream) events.add(delta);
        Reply reply = Answering.completed(stream);
        events.end(reply);
        return reply;
    }

    /// Says how many tokens a conversation has, tools and instructions included.
    void count(Exchange exchange) throws Exception {
        MessagesRequest request = MessagesRequest.counted(exchange.fields());
        models.run(models.nameOr(request.model()), loaded -> {
            try (Chat chat = loaded.chat(request.question().options(), Adapters.none())) {
                chat.restore(UsualWay.before(request.question().messages(), loaded.installed().settings()));
                int tokens = request.question().continues() ? chat.continuingLength() : chat.promptLength();
                exchange.send(JsonNodeFactory.instance.objectNode().put("input_tokens", tokens));
            }
        });
    }
}
