package dev.panallama.runner.ollama;

import dev.panallama.Token;
import dev.panallama.runner.answering.TokenScores;
import dev.panallama.runner.http.Exchange;
import dev.panallama.runner.serving.LoadedModel;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Writes the objects of an answer, and what it took. Serves one thread.
final class Took {
    private final Exchange exchange;
    private final LoadedModel model;
    private final long asked;
    private final long begun = System.nanoTime();
    private long first;

    /// @param asked when the request came, in nanoseconds
    Took(Exchange exchange, LoadedModel model, long asked) {
        this.exchange = exchange;
        this.model = model;
        this.asked = asked;
    }

    /// Notes that the first token is there.
    void firstToken() {
        if (first == 0) first = System.nanoTime();
    }

    /// Returns an object of the answer, without its content.
    ObjectNode part() {
        return JsonNodeFactory.instance.objectNode()
                .put("model", model.installed().name())
                .put("created_at", Instant.now().toString());
    }

    /// Adds how likely tokens were.
    ///
    /// @param tokens none if that is not wanted
    void score(ObjectNode part, List<Token> tokens) {
        if (!tokens.isEmpty()) part.set("logprobs", new TokenScores(model.model().vocabulary()).of(tokens));
    }

    /// Adds what the last one of them has besides. Durations are in nanoseconds.
    ObjectNode end(ObjectNode part, String reason, int promptTokens, int tokens) {
        long now = System.nanoTime();
        firstToken();
        exchange.noteTokens(promptTokens, tokens);
        return part.put("done", true)
                .put("done_reason", reason)
                .put("total_duration", now - asked)
                .put("load_duration", begun - asked)
                .put("prompt_eval_count", promptTokens)
                .put("prompt_eval_duration", first - begun)
                .put("eval_count", tokens)
                .put("eval_duration", now - first);
    }

    /// Returns the answer to one who asked for nothing but that the model be loaded or not.
    static ObjectNode nothing(String model, String reason, Duration load) {
        return JsonNodeFactory.instance.objectNode()
                .put("model", model)
                .put("created_at", Instant.now().toString())
                .put("done", true)
                .put("done_reason", reason)
                .put("total_duration", load.toNanos())
                .put("load_duration", load.toNanos());
    }
}
