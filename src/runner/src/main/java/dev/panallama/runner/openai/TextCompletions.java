package dev.panallama.runner.openai;

import dev.panallama.FinishReason;
import dev.panallama.Generation;
import dev.panallama.Session;
import dev.panallama.Token;
import dev.panallama.runner.http.AnswerStream;
import dev.panallama.runner.http.Exchange;
import dev.panallama.runner.http.Framing;
import dev.panallama.runner.serving.LoadedModel;
import dev.panallama.runner.serving.ModelPool;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import tools.jackson.databind.JsonNode;

/// Continues texts as they are.
record TextCompletions(ModelPool models) {
    /// Gets the tokens of an answer as they come.
    private interface Listener {
        void add(int index, Token token);
    }

    /// Answers one request.
    void answer(Exchange exchange) throws Exception {
        TextRequest request = TextRequest.read(exchange.fields());
        String name = models.nameOr(request.model());
        models.run(name, loaded -> {
            if (request.stream()) stream(exchange, request, loaded);
            else whole(exchange, request, loaded);
        });
    }

    private static void whole(Exchange exchange, TextRequest request, LoadedModel loaded) throws Exception {
        var json = new TextJsonWriter(loaded);
        List<TextAnswer> answers = generate(exchange, request, loaded, (_, _) -> {});
        exchange.send(json.answer(answers, request));
    }

    private static void stream(Exchange exchange, TextRequest request, LoadedModel loaded) throws Exception {
        var json = new TextJsonWriter(loaded);
        AnswerStream out = exchange.stream(Framing.EVENTS);
        List<TextAnswer> answers = generate(exchange, request, loaded, (index, token) -> {
            if (!token.text().isEmpty() || request.hasLogProbabilities())
                out.write(json.chunk(index, token, request.hasLogProbabilities()).toString());
        });
        for (TextAnswer it : answers) out.write(json.closing(it).toString());
        if (request.streamedUsage()) out.write(json.usageChunk(answers).toString());
        out.write("[DONE]");
        out.end();
    }

    private static List<TextAnswer> generate(Exchange exchange, TextRequest request, LoadedModel loaded,
            Listener listener) throws Exception {
        var sessions = new ArrayList<Session>();
        try {
            var answers = new ArrayList<Callable<TextAnswer>>();
            for (JsonNode prompt : request.prompts()) {
                int[] tokens = TextRequest.tokens(prompt, loaded.model().vocabulary());
                for (int i = 0; i < request.count(); i++) {
                    int index = answers.size();
                    int choice = i;
                    Session session = loaded.engine().session();
                    sessions.add(session);
                    answers.add(() -> answer(index, choice, session, tokens, request, listener));
                }
            }
            Runnable cancel = () -> sessions.forEach(Session::cancel);
            try (var _ = exchange.whenGone(cancel)) {
                return SideBySide.run(answers, cancel);
            }
        } finally {
            sessions.forEach(Session::close);
        }
    }

    private static TextAnswer answer(int index, int choice, Session session, int[] prompt, TextRequest request,
            Listener listener) {
        session.append(prompt);
        var tokens = new ArrayList<Token>();
        try (Generation generation = session.generate(Choices.seeded(request.sampler(), choice),
                request.generation())) {
            for (Token it : generation) {
                tokens.add(it);
                listener.add(index, it);
            }
            FinishReason reason = generation.finishReason().orElse(FinishReason.CANCELLED);
            if (reason == FinishReason.CANCELLED) throw new CancellationException("the answer was cancelled");
            return new TextAnswer(index, choice, prompt.length, tokens, reason);
        }
    }
}
