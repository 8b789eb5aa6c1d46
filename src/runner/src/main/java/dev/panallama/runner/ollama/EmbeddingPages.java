package dev.panallama.runner.ollama;

import dev.panallama.Embedding;
import dev.panallama.LongInput;
import dev.panallama.runner.answering.Answering;
import dev.panallama.runner.answering.Dimensions;
import dev.panallama.runner.http.Exchange;
import dev.panallama.runner.http.Fields;
import dev.panallama.runner.serving.ModelPool;
import dev.panallama.runner.store.ModelSettings;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// `/api/embed`, and `/api/embeddings` as it was before.
record EmbeddingPages(ModelPool models) {
    void several(Exchange exchange) throws Exception {
        long asked = System.nanoTime();
        Fields fields = exchange.fields();
        Dimensions dimensions = Dimensions.read(fields, 0);
        List<String> texts = fields.texts("input");
        String name = fields.required("model");
        ObjectNode answer = node().put("model", name);
        ArrayNode vectors = answer.putArray("embeddings");
        LongInput tooLong = fields.flag("truncate").orElse(true) ? LongInput.truncate() : LongInput.refuse();
        try (var _ = exchange.interruptWhenGone()) {
            models.run(name, new RequestOptions(fields, ModelSettings.NONE).keepAlive(), model -> {
                long loaded = System.nanoTime();
                List<Embedding> all = texts.isEmpty() ? List.of() : Answering.embedder(model, tooLong).embed(texts);
                all.forEach(it -> put(vectors.addArray(), dimensions.of(it)));
                answer.put("total_duration", System.nanoTime() - asked)
                        .put("load_duration", loaded - asked)
                        .put("prompt_eval_count", all.stream().mapToInt(Embedding::tokens).sum());
            });
        }
        exchange.send(answer);
    }

    void one(Exchange exchange) throws Exception {
        Fields fields = exchange.fields();
        Optional<String> prompt = fields.text("prompt").filter(it -> !it.isEmpty());
        ObjectNode answer = node();
        ArrayNode vector = answer.putArray("embedding");
        try (var _ = exchange.interruptWhenGone()) {
            models.run(fields.required("model"), new RequestOptions(fields, ModelSettings.NONE).keepAlive(),
                    model -> prompt
                            .ifPresent(it -> put(vector,
                                    Answering.embedder(model, LongInput.truncate()).embed(it).vector())));
        }
        exchange.send(answer);
    }

    private static void put(ArrayNode array, float[] numbers) {
        for (float it : numbers) array.add(it);
    }

    private static ObjectNode node() {
        return JsonNodeFactory.instance.objectNode();
    }
}
