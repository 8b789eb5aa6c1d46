package dev.panallama.runner.ollama;

import dev.panallama.FillInTheMiddle;
import dev.panallama.FinishReason;
import dev.panallama.Generation;
import dev.panallama.GenerationOptions;
import dev.panallama.Reply;
import dev.panallama.ReplyStream;
import dev.panallama.Token;
import dev.panallama.Vocabulary;
import dev.panallama.chat.Delta;
import dev.panallama.runner.answering.Answering;
import dev.panallama.runner.answering.Question;
import dev.panallama.runner.http.Exchange;
import dev.panallama.runner.serving.LoadedModel;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;

/// Where the text of `/api/generate` comes from.
interface Source {
    /// What an answer comes to in the end.
    record End(FinishReason reason, int promptTokens, int tokens) {}

    /// Gets what there is of an answer.
    interface Pieces {
        /// Adds some of it.
        ///
        /// @param field the name of the field that it belongs to
        /// @param tokens those with log-probabilities that were told since, if they are wanted
        void add(String field, String text, List<Token> tokens);
    }

    /// Generates to the end.
    End run(Exchange exchange, Pieces pieces);

    /// Answers a conversation.
    static Source answered(LoadedModel model, Question question) {
        return (exchange, pieces) -> Answering.run(exchange, model, question, stream -> answered(stream, pieces));
    }

    private static End answered(ReplyStream stream, Pieces pieces) {
        for (Delta delta : stream) {
            if (delta instanceof Delta.Text(String text)) pieces.add("response", text, stream.takeTokens());
            if (delta instanceof Delta.Reasoning(String text)) pieces.add("thinking", text, stream.takeTokens());
        }
        Reply reply = Answering.completed(stream);
        List<Token> rest = stream.takeTokens();
        if (!rest.isEmpty()) pieces.add("response", "", rest);
        Reply.Usage usage = reply.usage();
        return new End(reply.finishReason(), usage.prompt() + usage.reused(), usage.generated());
    }

    /// Continues a text as it is.
    static Source continued(LoadedModel model, RequestOptions options, String prompt) {
        int[] tokens = model.model().vocabulary().tokenize(prompt, true, true);
        return continued(model, options, options.generation(), tokens);
    }

    /// Writes what stands between a text and a suffix.
    static Source filled(LoadedModel model, RequestOptions options, String prompt, String suffix) {
        Vocabulary vocabulary = model.model().vocabulary();
        FillInTheMiddle gap = Answering.gap(vocabulary);
        return continued(model, options, options.generation().withStopTokens(gap.stopTokens()),
                gap.prompt(prompt, suffix));
    }

    private static Source continued(LoadedModel model, RequestOptions options, GenerationOptions generating,
            int[] prompt) {
        return (exchange, pieces) -> Answering.continuing(exchange, model, Map.of(), session -> {
            session.append(Answering.begun(prompt, model));
            int promptTokens = session.position();
            try (Generation generation = session.generate(options.sampler(), generating)) {
                for (Token it : generation) {
                    List<Token> scored = options.isScored() ? List.of(it) : List.of();
                    if (!it.text().isEmpty() || !scored.isEmpty()) pieces.add("response", it.text(), scored);
                }
                FinishReason reason = generation.finishReason().orElse(FinishReason.CANCELLED);
                if (reason == FinishReason.CANCELLED) throw new CancellationException("the answer was cancelled");
                return new End(reason, promptTokens, generation.tokenCount());
            }
        });
    }
}
