package dev.panallama.runner.answering;

import dev.panallama.grammar.Grammar;
import dev.panallama.runner.http.Fields;
import dev.panallama.runner.http.RequestException;
import dev.panallama.sampler.Sampler;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// llama-server's fields of how tokens are chosen, which clients of OpenAI send too.
public final class SamplingFields {
    private static final List<String> DECIDING = List.of("samplers", "mirostat", "dynatemp_range", "adaptive_target");

    private SamplingFields() {}

    /// Returns the sampler of a request; what is missing is as in llama-server.
    ///
    /// @throws RequestException if a field is wrong
    public static Sampler sampler(Fields fields) {
        try {
            return Sampler.fromJson(withShortSeed(fields.node()).toString());
        } catch (IllegalArgumentException wrong) {
            checkEach(fields);
            throw wrong;
        }
    }

    /// A seed has 32 bits; clients send some of 64, such as the time.
    private static JsonNode withShortSeed(JsonNode request) {
        JsonNode seed = request.path("seed");
        if (!seed.isIntegralNumber() || !seed.canConvertToLong()) return request;
        long whole = seed.longValue();
        boolean fits = whole >= Integer.MIN_VALUE && whole <= 0xFFFF_FFFFL;
        if (fits) return request;
        return JsonNodeFactory.instance.objectNode().setAll((ObjectNode) request).put("seed", Long.hashCode(whole));
    }

    /// Finds which field is wrong: one that is refused beside those that decide which others count.
    private static void checkEach(Fields fields) {
        ObjectNode deciding = JsonNodeFactory.instance.objectNode();
        for (String name : DECIDING) fields.any(name).ifPresent(it -> {
            deciding.set(name, it);
            check(name, deciding);
        });
        for (Map.Entry<String, JsonNode> it : fields.node().properties()) {
            ObjectNode some = deciding.deepCopy();
            some.set(it.getKey(), it.getValue());
            check(it.getKey(), some);
        }
    }

    private static void check(String name, ObjectNode some) {
        Sampler _ = Answering.checked(name, () -> Sampler.fromJson(some.toString()));
    }

    /// Returns the sampler of one of several answers to a request: with a seed, each has one of its own.
    public static Sampler seeded(Sampler sampler, int index) {
        return sampler.seed() == Sampler.RANDOM_SEED ? sampler : sampler.withSeed(sampler.seed() + index);
    }

    /// Returns the grammar of `json_schema`, or of `grammar`; an empty text is none.
    ///
    /// @throws RequestException if it is no grammar
    public static Optional<Grammar> grammar(Fields fields) {
        if (fields.has("json_schema")) return Optional.of(schema("json_schema", fields.object("json_schema")));
        return fields.text("grammar")
                .filter(it -> !it.isEmpty())
                .map(it -> Answering.checked("grammar", () -> Grammar.gbnf(it)));
    }

    /// Returns the grammar of a schema.
    ///
    /// @param field whose it is
    /// @throws RequestException if there is none, or it is none
    public static Grammar schema(String field, Optional<Fields> schema) {
        Fields found = schema.orElseThrow(() -> RequestException.of(field, "has no schema"));
        return Answering.checked(field, () -> Grammar.jsonSchema(found.node().toString()));
    }
}
