package dev.panallama.runner.cli.generate;

import dev.panallama.Embedding;
import dev.panallama.FinishReason;
import dev.panallama.Timings;
import dev.panallama.runner.chat.WholeAnswer;
import java.time.Instant;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// What programs are told of an answer, by Ollama's names. Times are those of `System.nanoTime`.
///
/// @param model which one it is
/// @param asked when it was asked for
/// @param loaded when the model was there
record AnswerJson(String model, long asked, long loaded) {
    /// Returns what is told of an answer.
    ///
    /// @param thinks whether what the model thought is told
    ObjectNode of(WholeAnswer answer, boolean thinks) {
        Timings took = answer.took();
        ObjectNode json = begun().put("response", answer.text());
        if (thinks && !answer.thought().isEmpty()) json.put("thinking", answer.thought());
        return durations(done(json, answer.reason() == FinishReason.STOP ? "stop" : "length"))
                .put("prompt_eval_count", took.promptTokens() + took.reusedTokens())
                .put("prompt_eval_duration", took.promptTime().toNanos())
                .put("eval_count", took.generatedTokens())
                .put("eval_duration", took.generationTime().toNanos());
    }

    /// Returns what is told where nothing was asked.
    ObjectNode ofNothing() {
        return durations(done(begun().put("response", ""), "load"));
    }

    /// Returns what is told of the vector of a prompt.
    ObjectNode of(Embedding vector) {
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("model", model);
        json.putArray("embeddings").add(EmbedCommand.array(vector));
        return durations(json).put("prompt_eval_count", vector.tokens());
    }

    private ObjectNode begun() {
        return JsonNodeFactory.instance.objectNode()
                .put("model", model)
                .put("created_at", Instant.now().toString());
    }

    private static ObjectNode done(ObjectNode json, String reason) {
        return json.put("done", true).put("done_reason", reason);
    }

    private ObjectNode durations(ObjectNode json) {
        return json.put("total_duration", System.nanoTime() - asked).put("load_duration", loaded - asked);
    }
}
