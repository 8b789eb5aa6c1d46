package dev.panallama.runner.llamacpp;

import dev.panallama.FillInTheMiddle;
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
import dev.panallama.runner.http.Fields;
import dev.panallama.runner.http.Framing;
import dev.panallama.runner.http.RequestException;
import dev.panallama.runner.llamacpp.CompletionAnswer.StopType;
import dev.panallama.runner.serving.LoadedModel;
import dev.panallama.runner.serving.ModelCard.Ability;
import dev.panallama.runner.serving.ModelPool;
import dev.panallama.sampler.Sampler;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// Continues prompts and fills gaps, in llama-server's own shape.
record Completions(ModelPool models) {
    /// Gets the tokens of an answer as they come.
    private interface Listener {
        void add(int index, Token token, Session session);
    }

    /// Answers a request to continue prompts.
    void complete(Exchange exchange) throws Exception {
        ModelRequest asked = ModelRequest.of(exchange, models, Ability.COMPLETION);
        Fields fields = asked.withDefaults("stop");
        JsonNode prompt = fields.any("prompt").orElseThrow(() -> RequestException.of("prompt", "is missing"));
        List<Prompt> prompts = Prompt.all(prompt);
        CompletionRequest request = CompletionRequest.read(fields);
        long answers = (long) prompts.size() * request.count();
        if (answers > SideBySide.MOST)
            throw RequestException.of("prompt",
                    "asks for %,d answers: %d are the most".formatted(answers, SideBySide.MOST));
        asked.run(loaded -> {
            List<int[]> tokens = prompts.stream().map(it -> it.tokens(loaded.model().vocabulary())).toList();
            answer(exchange, request, loaded, tokens, Prompt.isSeveral(prompt) || request.count() > 1);
        });
    }

    /// Answers a request to fill a gap.
    void infill(Exchange exchange) throws Exception {
        ModelRequest asked = ModelRequest.of(exchange, models, Ability.INSERT);
        Fields fields = asked.withDefaults("stop");
        Infill gap = Infill.read(fields);
        CompletionRequest request = CompletionRequest.read(fields);
        asked.run(loaded -> {
            FillInTheMiddle marks = loaded.model().vocabulary().fillInTheMiddle();
            int context = loaded.engine().options().session().contextLength();
            GenerationOptions options = request.generation().withStopTokens(marks.stopTokens());
            answer(exchange, request.withGeneration(options), loaded,
                    List.of(gap.prompt(marks, context, request.maxTokens())), request.count() > 1);
        });
    }

    private static void answer(Exchange exchange, CompletionRequest request, LoadedModel loaded, List<int[]> prompts,
            boolean several) throws Exception {
        var json = new CompletionJsonWriter(loaded, request);
        if (request.stream()) {
            AnswerStream out = exchange.stream(Framing.EVENTS);
            List<CompletionAnswer> answers = generate(exchange, request, loaded, prompts, (index, token, session) -> {
                if (!token.text().isEmpty() || request.hasProbabilities())
                    out.write(json.piece(index, token, session).toString());
            });
            for (CompletionAnswer it : answers) out.write(json.closing(it).toString());
            out.end();
        } else {
            List<CompletionAnswer> answers = generate(exchange, request, loaded, prompts, (_, _, _) -> {});
            ArrayNode all = JsonNodeFactory.instance.arrayNode();
            for (CompletionAnswer it : answers) all.add(json.answer(it));
            exchange.send(several ? all : all.get(0));
        }
    }

    private static List<CompletionAnswer> generate(Exchange exchange, CompletionRequest request, LoadedModel loaded,
            List<int[]> prompts, Listener listener) throws Exception {
        var answers = new ArrayList<Callable<CompletionAnswer>>();
        for (int[] prompt : prompts) {
            var _ = Answering.begun(prompt, loaded);
            for (int i = 0; i < request.count(); i++) {
                int index = answers.size();
                Sampler sampler = SamplingFields.seeded(request.sampler(), i);
                answers.add(() -> Answering.continuing(exchange, loaded, request.lora(),
                        session -> answer(index, session, prompt, sampler, request, listener)));
            }
        }
        List<CompletionAnswer> done = SideBySide.run(exchange, answers);
        exchange.noteTokens(prompts.stream().mapToInt(it -> it.length).sum(),
                done.stream().mapToInt(it -> it.tokens().size()).sum());
        return done;
    }

    private static CompletionAnswer answer(int index, Session session, int[] prompt, Sampler sampler,
            CompletionRequest request, Listener listener) {
        session.append(prompt);
        if (!request.reuses() && prompt.length > 0) session.recompute();
        List<Integer> ids = Arrays.stream(prompt).boxed().toList();
        if (request.maxTokens() == 0)
            return new CompletionAnswer(index, ids, List.of(), "", StopType.LIMIT, "", session.position(), false,
                    session.timings());
        var end = new EarlyEnd(request.indent(), request.timeLimit());
        var tokens = new ArrayList<Token>();
        try (Generation generation = session.generate(sampler, request.generation().withStopWhen(end))) {
            for (Token it : generation) {
                tokens.add(it);
                listener.add(index, it, session);
            }
            FinishReason reason = generation.finishReason().orElse(FinishReason.CANCELLED);
            if (reason == FinishReason.CANCELLED) throw new CancellationException("the answer was cancelled");
            String text = tokens.stream().map(Token::text).collect(Collectors.joining());
            boolean full = reason == FinishReason.LENGTH && generation.tokenCount() < request.maxTokens();
            return new CompletionAnswer(index, ids, tokens, end.trimmed(text), stopType(reason, generation, end),
                    generation.stopString().orElse(""), session.position(), full, session.timings());
        }
    }

    private static StopType stopType(FinishReason reason, Generation generation, EarlyEnd end) {
        if (generation.stopString().isPresent()) return StopType.WORD;
        return reason == FinishReason.STOP && !end.ended() ? StopType.EOS : StopType.LIMIT;
    }
}
