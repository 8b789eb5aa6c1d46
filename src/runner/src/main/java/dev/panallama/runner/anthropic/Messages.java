package dev.panallama.runner.anthropic;

import dev.panallama.Reply;
import dev.panallama.ReplyStream;
import dev.panallama.chat.Delta;
import dev.panallama.runner.answering.Answering;
import dev.panallama.runner.answering.ModelRequest;
import dev.panallama.runner.answering.Question;
import dev.panallama.runner.http.AnswerStream;
import dev.panallama.runner.http.Exchange;
import dev.panallama.runner.serving.ModelCard.Ability;
import dev.panallama.runner.serving.ModelPool;
import tools.jackson.databind.node.JsonNodeFactory;

/// `/v1/messages` and `/v1/messages/count_tokens`.
record Messages(ModelPool models) {
    /// Answers a conversation, whole or piece by piece.
    void answer(Exchange exchange) throws Exception {
        ModelRequest asked = ModelRequest.of(exchange, models, Ability.COMPLETION);
        MessagesRequest request = MessagesRequest.answered(asked.withDefaults("stop_sequences"));
        asked.run(loaded -> {
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
        ModelRequest asked = ModelRequest.of(exchange, models, Ability.COMPLETION);
        Question question = MessagesRequest.counted(asked.sent()).question();
        asked.run(loaded -> exchange.send(
                JsonNodeFactory.instance.objectNode().put("input_tokens", Answering.promptLength(loaded, question))));
    }
}
