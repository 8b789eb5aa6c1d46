package dev.panallama.runner.answering;

import dev.panallama.grammar.Grammar;
import dev.panallama.runner.http.Fields;
import dev.panallama.runner.http.RequestException;
import dev.panallama.sampler.Sampler;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.IntNode;
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
        ObjectNode sampling = sampling(fields);
        try {
            return Sampler.fromJson(sampling.toString());
        } catch (IllegalArgumentException wrong) {
            checkEach(sampling);
            throw wrong;
        }
    }

    /// Returns those fields alone that say how tokens are chosen: the others may have megabytes.
    private static ObjectNode sampling(Fields fields) {
        ObjectNode sampling = JsonNodeFactory.instance.objectNode();
        for (String name : Sampler.jsonFields()) fields.any(name).ifPresent(it -> sampling.set(name, it));
        if (sampling.has("seed")) sampling.set("seed", shortSeed(sampling.get("seed")));
        return sampling;
    }

    /// A seed has 32 bits; clients send some of 64, such as the time.
    private static JsonNode shortSeed(JsonNode seed) {
        if (!seed.isIntegralNumber() || !seed.canConvertToLong()) return seed;
        long whole = seed.longValue();
        boolean fits = whole >= Integer.MIN_VALUE && whole <= 0xFFFF_FFFFL;
        return fits ? seed : IntNode.valueOf(Long.hashCode(whole));
    }

    /// Finds which field is wrong: one that is refused beside those that decide which others count.
    private static void checkEach(ObjectNode sampling) {
        ObjectNode deciding = JsonNodeFactory.instance.objectNode();
        for (String name : DECIDING) {
            if (!sampling.has(name)) continue;
            deciding.set(name, sampling.get(name));
            check(name, deciding);
        }
        for (Map.Entry<String, JsonNode> it : sampling.properties()) {
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
