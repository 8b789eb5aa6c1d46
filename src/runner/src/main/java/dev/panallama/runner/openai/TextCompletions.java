package dev.panallama.runner.openai;

import dev.panallama.FinishReason;
import dev.panallama.Generation;
import dev.panallama.GenerationOptions;
import dev.panallama.Session;
import dev.panallama.Token;
import dev.panallama.runner.answering.Answering;
import dev.panallama.runner.answering.ModelRequest;
import dev.panallama.runner.answering.SamplingFields;
import dev.panallama.runner.answering.SideBySide;
import dev.panallama.runner.http.AnswerStream;
import dev.panallama.runner.http.Exchange;
import dev.panallama.runner.http.Framing;
import dev.panallama.runner.serving.LoadedModel;
import dev.panallama.runner.serving.ModelCard.Ability;
import dev.panallama.runner.serving.ModelPool;
import dev.panallama.sampler.Sampler;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/// Continues texts as they are.
record TextCompletions(ModelPool models) {
    /// Gets the parts of an answer as they come: what it repeats of its prompt, then each token.
    private interface Listener {
        void add(int index, String text, List<Token> tokens);
    }

    /// Answers one request.
    void answer(Exchange exchange) throws Exception {
        ModelRequest asked = ModelRequest.of(exchange, models, Ability.COMPLETION);
        TextRequest request = TextRequest.read(asked.withDefaults("stop"));
        asked.run(loaded -> {
            if (request.stream()) stream(exchange, request, loaded);
            else whole(exchange, request, loaded);
        });
    }

    private static void whole(Exchange exchange, TextRequest request, LoadedModel loaded) throws Exception {
        var json = new TextJsonWriter(loaded);
        List<TextAnswer> answers = generate(exchange, request, loaded, (_, _, _) -> {});
        exchange.send(json.answer(answers, request));
    }

    private static void stream(Exchange exchange, TextRequest request, LoadedModel loaded) throws Exception {
        var json = new TextJsonWriter(loaded);
        AnswerStream out = exchange.stream(Framing.EVENTS);
        boolean scored = request.hasLogProbabilities();
        int[] offsets = new int[request.prompts().size() * request.count()];
        List<TextAnswer> answers = generate(exchange, request, loaded, (index, text, tokens) -> {
            if (!text.isEmpty() || scored)
                out.write(json.chunk(index, text, scored, tokens, offsets[index]).toString());
            offsets[index] += text.codePointCount(0, text.length());
        });
        for (TextAnswer it : answers) out.write(json.closing(it).toString());
        if (request.streamedUsage()) out.write(json.usageChunk(answers).toString());
        out.write("[DONE]");
        out.end();
    }

    private static List<TextAnswer> generate(Exchange exchange, TextRequest request, LoadedModel loaded,
            Listener listener) throws Exception {
        GenerationOptions generation = request.generation(loaded.model().vocabulary());
        var answers = new ArrayList<Callable<TextAnswer>>();
        for (JsonNode prompt : request.prompts()) {
            int[] tokens = Answering.begun(request.tokens(prompt, loaded.model().vocabulary()), loaded);
            Echo echo = echo(exchange, request, prompt, tokens, loaded);
            for (int i = 0; i < request.count(); i++) {
                int index = answers.size();
                int choice = i;
                answers.add(() -> Answering.continuing(exchange, loaded, request.lora(), session -> answer(
                        new Begun(index, choice, session.append(tokens), generation, echo), request, listener)));
            }
        }
        List<TextAnswer> done = SideBySide.run(exchange, answers);
        exchange.noteTokens(TextAnswer.promptTokens(done), TextAnswer.generatedTokens(done));
        return done;
    }

    /// The prompt's log-probabilities, if they are wanted, are computed before any answer.
    private static Echo echo(Exchange exchange, TextRequest request, JsonNode prompt, int[] tokens,
            LoadedModel loaded) {
        try (var _ = exchange.interruptWhenGone()) {
            return request.echo(prompt, tokens, loaded);
        }
    }

    /// An answer that is to be generated.
    ///
    /// @param session holds the prompt
    private record Begun(int index, int choice, Session session, GenerationOptions generation, Echo echo) {}

    private static TextAnswer answer(Begun begun, TextRequest request, Listener listener) {
        Session session = begun.session();
        int prompt = session.position();
        if (request.echo()) listener.add(begun.index(), begun.echo().text(), begun.echo().tokens());
        var tokens = new ArrayList<Token>();
        FinishReason reason = request.most() == 0 ? FinishReason.LENGTH : generate(begun, request, it -> {
            tokens.add(it);
            listener.add(begun.index(), it.text(), List.of(it));
        });
        if (reason == FinishReason.CANCELLED) throw new CancellationException("the answer was cancelled");
        return new TextAnswer(begun.index(), begun.choice(), prompt, session.timings().reusedTokens(),
                begun.echo(), tokens, reason);
    }

    private static FinishReason generate(Begun begun, TextRequest request, Consumer<Token> tokens) {
        Sampler sampler = SamplingFields.seeded(request.sampler(), begun.choice());
        try (Generation generation = begun.session().generate(sampler, begun.generation())) {
            generation.forEach(tokens);
            return generation.finishReason().orElse(FinishReason.CANCELLED);
        }
    }
}
