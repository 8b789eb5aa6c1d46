package dev.panallama.runner.openai.responses;

import dev.panallama.Reply;
import dev.panallama.ReplyStream;
import dev.panallama.Token;
import dev.panallama.chat.Delta;
import dev.panallama.runner.answering.Answering;
import dev.panallama.runner.answering.ModelRequest;
import dev.panallama.runner.answering.TokenScores;
import dev.panallama.runner.http.AnswerStream;
import dev.panallama.runner.http.Exchange;
import dev.panallama.runner.http.Framing;
import dev.panallama.runner.http.Server;
import dev.panallama.runner.openai.Choices;
import dev.panallama.runner.serving.LoadedModel;
import dev.panallama.runner.serving.ModelCard.Ability;
import dev.panallama.runner.serving.ModelPool;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;

/// Answers of the Responses API, whole or event by event.
public record Responses(ModelPool models) {
    /// Adds the page that answers from these models, with and without `/v1`.
    public static void addTo(Server server, ModelPool models) {
        var responses = new Responses(models);
        for (String version : List.of("/v1", "")) server.post(version + "/responses", responses::answer);
    }

    private void answer(Exchange exchange) throws Exception {
        ModelRequest asked = ModelRequest.of(exchange, models, Ability.COMPLETION);
        ResponseRequest request = ResponseRequest.read(asked.withDefaults("stop"));
        asked.run(loaded -> {
            if (request.chat().stream()) stream(exchange, request, loaded);
            else whole(exchange, request, loaded);
        });
    }

    private static void whole(Exchange exchange, ResponseRequest request, LoadedModel loaded) throws Exception {
        var said = new ArrayList<Token>();
        Reply reply = Choices.run(exchange, request.chat(), loaded, (_, stream) -> {
            for (Delta it : stream) said.addAll(said(it, stream));
            return Answering.completed(stream);
        }).getFirst();
        ArrayNode scores = new TokenScores(loaded.model().vocabulary()).of(said);
        exchange.send(new ResponseJson(request, loaded.installed().name()).ended(reply, OutputItems.of(reply, scores)));
    }

    private static void stream(Exchange exchange, ResponseRequest request, LoadedModel loaded) throws Exception {
        var json = new ResponseJson(request, loaded.installed().name());
        var events = new ResponseEvents(json, new TokenScores(loaded.model().vocabulary()));
        AnswerStream out = exchange.stream(Framing.EVENTS, events::failed);
        events.listen((type, event) -> out.write(type, event.toString()));
        Choices.run(exchange, request.chat(), loaded, (_, stream) -> write(events, stream));
        out.end();
    }

    /// Returns the tokens behind a text. Those behind a call are dropped.
    private static List<Token> said(Delta delta, ReplyStream stream) {
        List<Token> tokens = stream.takeTokens();
        return delta instanceof Delta.Text ? tokens : List.of();
    }

    private static Reply write(ResponseEvents events, ReplyStream stream) {
        for (Delta it : stream) events.add(it, said(it, stream));
        Reply reply = Answering.completed(stream);
        events.end(reply);
        return reply;
    }
}
