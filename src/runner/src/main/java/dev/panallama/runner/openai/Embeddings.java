package dev.panallama.runner.openai;

import dev.panallama.Embedder;
import dev.panallama.Embedding;
import dev.panallama.runner.answering.Answering;
import dev.panallama.runner.answering.Dimensions;
import dev.panallama.runner.answering.ModelRequest;
import dev.panallama.runner.http.Exchange;
import dev.panallama.runner.http.Fields;
import dev.panallama.runner.http.RequestException;
import dev.panallama.runner.serving.Lease;
import dev.panallama.runner.serving.ModelCard.Ability;
import dev.panallama.runner.serving.ModelPool;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Vectors of texts.
record Embeddings(ModelPool models) {
    void answer(Exchange exchange) throws Exception {
        ModelRequest asked = ModelRequest.of(exchange, models, Ability.EMBEDDING);
        Fields fields = asked.sent();
        boolean base64 = fields.oneOf("encoding_format", Map.of("float", false, "base64", true)).orElse(false);
        Dimensions dimensions = Dimensions.read(fields, 1);
        List<JsonNode> inputs = inputs(fields);
        List<Embedding> found;
        try (var _ = exchange.interruptWhenGone(); Lease lease = asked.lease()) {
            found = Answering.embedding(lease.model(), it -> embed(it, inputs));
        }
        exchange.send(answer(asked.model().name(), found.stream().map(dimensions::of).toList(), tokens(found), base64));
    }

    /// A text, a list of texts, the tokens of one, or a list of those.
    private static List<JsonNode> inputs(Fields fields) {
        JsonNode input = fields.any("input").orElseThrow(() -> RequestException.of("input", "is missing"));
        if (!input.isArray()) return List.of(input);
        boolean tokens = !input.isEmpty() && input.get(0).isNumber();
        return tokens ? List.of(input) : input.valueStream().toList();
    }

    private static List<Embedding> embed(Embedder embedder, List<JsonNode> inputs) {
        if (inputs.stream().allMatch(JsonNode::isString))
            return embedder.embed(inputs.stream().map(JsonNode::stringValue).toList());
        var embeddings = new ArrayList<Embedding>();
        for (JsonNode it : inputs)
            embeddings.add(it.isString() ? embedder.embed(it.stringValue()) : embedder.embed(tokens(it)));
        return embeddings;
    }

    private static int[] tokens(JsonNode list) {
        if (!list.isArray() || list.isEmpty() || !list.valueStream().allMatch(JsonNode::isInt))
            throw RequestException.of("input", "is neither text nor tokens");
        return list.valueStream().mapToInt(JsonNode::intValue).toArray();
    }

    private static int tokens(List<Embedding> embeddings) {
        return embeddings.stream().mapToInt(Embedding::tokens).sum();
    }

    private static ObjectNode answer(String model, List<float[]> vectors, int tokens, boolean base64) {
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        answer.put("object", "list");
        ArrayNode data = answer.putArray("data");
        for (int i = 0; i < vectors.size(); i++) {
            ObjectNode one = data.addObject().put("object", "embedding").put("index", i);
            if (base64) one.put("embedding", Base64.getEncoder().encodeToString(bytes(vectors.get(i))));
            else put(one.putArray("embedding"), vectors.get(i));
        }
        answer.put("model", model);
        answer.putObject("usage").put("prompt_tokens", tokens).put("total_tokens", tokens);
        return answer;
    }

    private static void put(ArrayNode array, float[] vector) {
        for (float it : vector) array.add(it);
    }

    private static byte[] bytes(float[] vector) {
        ByteBuffer bytes = ByteBuffer.allocate(vector.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(vector);
        return bytes.array();
    }
}
