package dev.panallama.runner.openai;

import dev.panallama.Reply;
import dev.panallama.ReplyStream;
import dev.panallama.Token;
import dev.panallama.chat.Delta;
import dev.panallama.runner.answering.Answering;
import dev.panallama.runner.answering.ModelRequest;
import dev.panallama.runner.http.AnswerStream;
import dev.panallama.runner.http.Exchange;
import dev.panallama.runner.http.Framing;
import dev.panallama.runner.serving.LoadedModel;
import dev.panallama.runner.serving.ModelCard.Ability;
import dev.panallama.runner.serving.ModelPool;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.node.ObjectNode;

/// Answers of a chat, whole or piece by piece.
record ChatCompletions(ModelPool models) {
    /// Answers one request.
    void answer(Exchange exchange) throws Exception {
        ModelRequest asked = ModelRequest.of(exchange, models, Ability.COMPLETION);
        ChatRequest request = ChatRequest.read(asked.withDefaults("stop"));
        asked.run(loaded -> {
            if (request.stream()) stream(exchange, request, loaded);
            else whole(exchange, request, loaded);
        });
    }

    private static void whole(Exchange exchange, ChatRequest request, LoadedModel loaded) throws Exception {
        var json = new ChatJsonWriter("chat.completion", loaded);
        Map<Integer, ObjectNode> answers = new TreeMap<>();
        List<Reply> replies = Choices.run(exchange, request, loaded, (index, stream) -> {
            var tokens = new ArrayList<Token>();
            for (Delta _ : stream) tokens.addAll(stream.takeTokens());
            Reply reply = Answering.completed(stream);
            tokens.addAll(stream.takeTokens());
            synchronized (answers) {
                answers.put(index, json.choice(index, reply, request.hasLogProbabilities(), tokens));
            }
            return reply;
        });
        exchange.send(json.answer(answers.values(), replies));
    }

    private static void stream(Exchange exchange, ChatRequest request, LoadedModel loaded) throws Exception {
        var json = new ChatJsonWriter("chat.completion.chunk", loaded);
        AnswerStream out = exchange.stream(Framing.EVENTS);
        List<Reply> replies = Choices.run(exchange, request, loaded,
                (index, stream) -> write(json, out, index, stream, request.hasLogProbabilities()));
        if (request.streamedUsage()) out.write(json.usageChunk(replies).toString());
        out.write("[DONE]");
        out.end();
    }

    private static Reply write(ChatJsonWriter json, AnswerStream out, int index, ReplyStream stream, boolean scored) {
        int calls = 0;
        boolean first = true;
        for (Delta delta : stream) {
            if (first) out.write(json.opening(index).toString());
            first = false;
            out.write(json.chunk(index, delta, calls, scored, stream.takeTokens()).toString());
            if (delta instanceof Delta.ToolCall call) calls = call.index() + 1;
        }
        Reply reply = Answering.completed(stream);
        if (first) out.write(json.opening(index).toString());
        out.write(json.closing(index, reply, scored, stream.takeTokens()).toString());
        return reply;
    }
}
