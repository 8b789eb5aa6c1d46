package dev.panallama.runner.llamacpp;

import dev.panallama.LogProbabilityOptions;
import dev.panallama.Session;
import dev.panallama.Timings;
import dev.panallama.Token;
import dev.panallama.Vocabulary;
import dev.panallama.runner.serving.LoadedModel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Writes one answer in llama-server's own shape. Any thread may use it.
final class CompletionJsonWriter {
    private final String model;
    private final Vocabulary vocabulary;
    private final CompletionRequest request;
    private final int contextLength;

    CompletionJsonWriter(LoadedModel loaded, CompletionRequest request) {
        model = loaded.installed().name();
        vocabulary = loaded.model().vocabulary();
        contextLength = loaded.engine().options().session().contextLength();
        this.request = request;
    }

    /// Returns a whole answer.
    ObjectNode answer(CompletionAnswer answer) {
        ObjectNode node = end(answer, answer.content(), request.returnTokens() ? answer.tokens() : List.of());
        if (request.hasProbabilities()) putProbabilities(node, answer.tokens());
        return selected(node);
    }

    /// Returns the last piece of a streamed answer.
    ObjectNode closing(CompletionAnswer answer) {
        return selected(end(answer, "", List.of()));
    }

    /// Returns the piece for a token.
    ObjectNode piece(int index, Token token, Session session) {
        ObjectNode node = node().put("index", index).put("content", token.text());
        node.putArray("tokens").add(token.id());
        node.put("stop", false);
        if (request.pieceTimings()) node.set("timings", timings(session.timings()));
        if (request.hasProbabilities()) putProbabilities(node, List.of(token));
        return node;
    }

    private ObjectNode end(CompletionAnswer answer, String content, List<Token> tokens) {
        ObjectNode node = node().put("index", answer.index()).put("content", content);
        ArrayNode ids = node.putArray("tokens");
        tokens.forEach(it -> ids.add(it.id()));
        node.put("stop", true)
                .put("model", model)
                .put("tokens_predicted", answer.tokens().size())
                .put("tokens_evaluated", answer.prompt().size())
                .set("generation_settings", settings());
        int[] prompt = answer.prompt().stream().mapToInt(Integer::intValue).toArray();
        return node.put("prompt", vocabulary.detokenize(prompt))
                .put("has_new_line", answer.content().indexOf('\n') >= 0)
                .put("truncated", answer.truncated())
                .put("stop_type", answer.stopType().name().toLowerCase(Locale.ROOT))
                .put("stopping_word", answer.stoppingWord())
                .put("tokens_cached", answer.held())
                .set("timings", timings(answer.timings()));
    }

    private ObjectNode settings() {
        var settings = (ObjectNode) JsonMapper.shared().readTree(request.sampler().toJson());
        ArrayNode stops = settings.putArray("stop");
        request.generation().stopStrings().forEach(stops::add);
        ArrayNode lora = settings.putArray("lora");
        request.lora().forEach((id, scale) -> lora.addObject().put("id", id).put("scale", scale));
        int most = request.maxTokens() == Integer.MAX_VALUE ? -1 : request.maxTokens();
        return settings.put("n_ctx", contextLength)
                .put("n_predict", most)
                .put("max_tokens", most)
                .put("n_indent", request.indent())
                .put("ignore_eos", !request.generation().endsWithModel())
                .put("stream", request.stream())
                .put("n_probs", request.generation().logProbabilities().alternatives())
                .put("post_sampling_probs", afterSampling())
                .put("timings_per_token", request.pieceTimings());
    }

    static ObjectNode timings(Timings timings) {
        return put(
                put(node().put("cache_n", timings.reusedTokens()), "prompt", timings.promptTokens(),
                        timings.promptTime()),
                "predicted",
                timings.generatedTokens(), timings.generationTime());
    }

    private static ObjectNode put(ObjectNode node, String what, int tokens, Duration time) {
        double milliseconds = time.toNanos() / 1e6;
        return node.put(what + "_n", tokens)
                .put(what + "_ms", milliseconds)
                .put(what + "_per_token_ms", tokens == 0 ? 0 : milliseconds / tokens)
                .put(what + "_per_second", milliseconds == 0 ? 0 : tokens / milliseconds * 1000);
    }

    private boolean afterSampling() {
        return request.generation().logProbabilities().when() == LogProbabilityOptions.When.AFTER_SAMPLING;
    }

    private void putProbabilities(ObjectNode node, List<Token> tokens) {
        ArrayNode all = node.putArray("completion_probabilities");
        for (Token token : tokens) {
            ObjectNode one = putScore(all.addObject(), token.id(), token.logProbability());
            ArrayNode top = one.putArray(afterSampling() ? "top_probs" : "top_logprobs");
            for (Token.Alternative it : token.alternatives()) putScore(top.addObject(), it.id(), it.logProbability());
        }
    }

    private ObjectNode putScore(ObjectNode node, int id, double logProbability) {
        byte[] piece = vocabulary.piece(id);
        node.put("id", id).put("token", new String(piece, StandardCharsets.UTF_8));
        ArrayNode bytes = node.putArray("bytes");
        for (byte it : piece) bytes.add(Byte.toUnsignedInt(it));
        return afterSampling()
                ? node.put("prob", Math.exp(logProbability))
                : node.put("logprob", logProbability);
    }

    /// Returns the fields that are wanted, each at the root under the last part of its name.
    private ObjectNode selected(ObjectNode whole) {
        if (request.responseFields().isEmpty()) return whole;
        ObjectNode some = node();
        for (String name : request.responseFields()) {
            JsonNode value = whole.at("/" + name);
            if (!value.isMissingNode()) some.set(name.substring(name.lastIndexOf('/') + 1), value);
        }
        return some;
    }

    private static ObjectNode node() {
        return JsonNodeFactory.instance.objectNode();
    }
}
