package dev.panallama;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Texts with the vectors that the published pipeline of all-MiniLM-L6-v2 gives them, see the README beside the file.
record ReferenceEmbeddings(String text, int tokens, Embedding embedding) {
    static List<ReferenceEmbeddings> read() {
        try (InputStream in = Objects.requireNonNull(
                ReferenceEmbeddings.class.getResourceAsStream("embedding/all-MiniLM-L6-v2.json"))) {
            return StreamSupport.stream(new JsonMapper().readTree(in).spliterator(), false)
                    .map(ReferenceEmbeddings::of)
                    .toList();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static ReferenceEmbeddings of(JsonNode entry) {
        byte[] bytes = Base64.getDecoder().decode(entry.get("vector").asString());
        var vector = new float[bytes.length / Float.BYTES];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(vector);
        return new ReferenceEmbeddings(
                entry.get("text").asString(), entry.get("tokens").asInt(), Embedding.of(vector));
    }
}
