package dev.panallama.runner.ollama;

import dev.panallama.Embedding;
import dev.panallama.LongInput;
import dev.panallama.runner.answering.Answering;
import dev.panallama.runner.answering.Dimensions;
import dev.panallama.runner.answering.ModelRequest;
import dev.panallama.runner.http.Exchange;
import dev.panallama.runner.http.Fields;
import dev.panallama.runner.serving.ModelPool;
import dev.panallama.runner.store.ModelNotFoundException;
import dev.panallama.runner.store.ModelSettings;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// `/api/embed`, and `/api/embeddings` as it was before.
record EmbeddingPages(ModelPool models) {
    void several(Exchange exchange) throws Exception {
        long start = System.nanoTime();
        ModelRequest asked = naming(exchange);
        Fields fields = asked.sent();
        Dimensions dimensions = Dimensions.read(fields, 0);
        List<String> texts = fields.texts("input");
        ObjectNode answer = node().put("model", asked.model().name());
        ArrayNode vectors = answer.putArray("embeddings");
        LongInput tooLong = fields.flag("truncate").orElse(true) ? LongInput.truncate() : LongInput.refuse();
        try (var _ = exchange.interruptWhenGone()) {
            asked.run(model -> {
                long loaded = System.nanoTime();
                List<Embedding> all = texts.isEmpty()
                        ? List.of()
                        : Answering.embedding(model, it -> it.embed(texts, tooLong));
                all.forEach(it -> put(vectors.addArray(), dimensions.of(it)));
                answer.put("total_duration", System.nanoTime() - start)
                        .put("load_duration", loaded - start)
                        .put("prompt_eval_count", all.stream().mapToInt(Embedding::tokens).sum());
            });
        }
        exchange.send(answer);
    }

    void one(Exchange exchange) throws Exception {
        ModelRequest asked = naming(exchange);
        Optional<String> prompt = asked.sent().text("prompt").filter(it -> !it.isEmpty());
        ObjectNode answer = node();
        ArrayNode vector = answer.putArray("embedding");
        try (var _ = exchange.interruptWhenGone()) {
            asked.run(model -> prompt.ifPresent(text -> put(vector, Answering
                    .embedding(model, it -> it.embed(List.of(text), LongInput.truncate()).getFirst())
                    .vector())));
        }
        exchange.send(answer);
    }

    /// The options have to be some, though none of them changes a vector.
    private ModelRequest naming(Exchange exchange) throws ModelNotFoundException {
        ModelRequest asked = ModelRequest.naming(exchange, models);
        var _ = new RequestOptions(asked.sent(), ModelSettings.NONE);
        return asked;
    }

    private static void put(ArrayNode array, float[] numbers) {
        for (float it : numbers) array.add(it);
    }

    private static ObjectNode node() {
        return JsonNodeFactory.instance.objectNode();
    }
}
