package dev.panallama.runner.llamacpp;

import dev.panallama.Ranking;
import dev.panallama.RankingScore;
import dev.panallama.runner.answering.ModelRequest;
import dev.panallama.runner.http.Exchange;
import dev.panallama.runner.http.Fields;
import dev.panallama.runner.http.RequestException;
import dev.panallama.runner.serving.Lease;
import dev.panallama.runner.serving.ModelCard.Ability;
import dev.panallama.runner.serving.ModelPool;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Ranks documents by how well they suit a query: in the shape of Jina's API, or for a request with `texts` in that of Text
/// Embeddings Inference.
record Rerank(ModelPool models) {
    void answer(Exchange exchange) throws Exception {
        ModelRequest asked = ModelRequest.of(exchange, models, Ability.RERANK);
        Fields fields = asked.sent();
        boolean inference = fields.has("texts");
        String query = fields.required("query");
        List<String> documents = inference ? texts(fields) : documents(fields);
        int most = fields.integer("top_n", 1, Integer.MAX_VALUE).orElse(documents.size());
        boolean raw = inference && fields.flag("raw_scores").orElse(false);
        boolean returned = fields.flag(inference ? "return_text" : "return_documents").orElse(false);
        List<Ranking> ranking;
        try (var _ = exchange.interruptWhenGone(); Lease lease = asked.lease()) {
            RankingScore kind = raw ? RankingScore.RAW : RankingScore.PROBABILITY;
            ranking = lease.model().ranking(it -> it.rank(query, documents, kind));
        }
        int tokens = ranking.stream().mapToInt(Ranking::tokens).sum();
        exchange.noteTokens(tokens, 0);
        List<Ranking> best = ranking.subList(0, Math.min(most, ranking.size()));
        exchange.send(inference
                ? results(best, "score", "text", returned, documents)
                : answer(asked.model().name(), tokens,
                        results(best, "relevance_score", "document", returned, documents)));
    }

    private static List<String> texts(Fields fields) {
        List<String> texts = fields.texts("texts");
        if (texts.isEmpty()) throw RequestException.of("texts", "is empty");
        return texts;
    }

    /// Texts, or objects with a text each.
    private static List<String> documents(Fields fields) {
        var texts = new ArrayList<String>();
        for (JsonNode it : fields.list("documents")) {
            JsonNode text = it.isObject() ? it.path("text") : it;
            if (!text.isString())
                throw RequestException.of("documents", "is no list of texts, or of objects with a text each");
            texts.add(text.stringValue());
        }
        if (texts.isEmpty()) throw RequestException.of("documents", "is missing or empty");
        return texts;
    }

    private static ArrayNode results(List<Ranking> ranking, String score, String document, boolean returned,
            List<String> documents) {
        ArrayNode results = JsonNodeFactory.instance.arrayNode();
        for (Ranking it : ranking) {
            ObjectNode one = results.addObject().put("index", it.index()).put(score, it.score());
            String text = documents.get(it.index());
            if (returned && document.equals("document")) one.putObject("document").put("text", text);
            else if (returned) one.put(document, text);
        }
        return results;
    }

    private static ObjectNode answer(String model, int tokens, ArrayNode results) {
        ObjectNode answer = JsonNodeFactory.instance.objectNode().put("model", model).put("object", "list");
        answer.putObject("usage").put("prompt_tokens", tokens).put("total_tokens", tokens);
        answer.set("results", results);
        return answer;
    }
}
