package dev.panallama.grammar;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.panallama.error.GrammarException;
import dev.panallama.grammar.schema.SchemaCases;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

final class SchemaFaultsTest {
    private static final Duration SOON = Duration.ofSeconds(60); // also beside other work
    private static final List<String> JUNK = List.of("null", "0", "-1", "1.5", "true", "false", "[]", "{}", "\"\"",
            "\"string\"", "[null]", "[{}]", "[[]]", "{\"$ref\": \"#\"}", "{\"type\": \"integer\", \"minimum\": -9}",
            "{\"\": {}}", "[\"a\", \"a\"]", "{\"allOf\": [{}]}", "{\"pattern\": \"^[^$\"}", "12345678901234567890");

    @Test
    void faults_are_told_with_their_path() {
        assertRefused("{", "the JSON schema is no JSON");
        assertRefused("[]", "at $: [] is no schema");
        assertRefused("false", "at $: false is no schema");
        assertRefused("{\"properties\": {\"a\": {\"items\": {\"type\": \"kaboom\"}}}}",
                "at $.properties.a.items: type is \"kaboom\"");
        assertRefused("{\"anyOf\": []}", "at $.anyOf: give a list");
        assertRefused("{\"anyOf\": [{}, {\"oneOf\": 1}]}", "at $.anyOf[1].oneOf: give a list");
        assertRefused("{\"enum\": []}", "enum is []: list values");
        assertRefused("{\"type\": \"string\", \"minLength\": 5, \"maxLength\": 4}",
                "minLength is 5, above maxLength, which is 4");
        assertRefused("{\"type\": \"string\", \"minLength\": -1}", "minLength is -1");
        assertRefused("{\"type\": \"integer\", \"minimum\": 5, \"maximum\": 4}", "no integer is from 5 to 4");
        assertRefused("{\"type\": \"integer\", \"minimum\": \"5\"}", "a bound of an integer is a number");
        assertRefused("{\"type\": \"integer\", \"minimum\": 1e300}", "a bound is 1.0E300");
        assertRefused("{\"type\": \"integer\", \"minimum\": 1e999}", "a bound is");
        assertRefused("{\"pattern\": \"^(a$\"}", "at $: the regular expression (a at character 1");
        assertRefused("{\"pattern\": 5}", "pattern is 5");
        assertRefused("{\"allOf\": [{\"enum\": [1]}, {\"enum\": [2]}]}", "no value is in every enum");
    }

    @Test
    void references_out_of_the_schema_are_refused() {
        assertRefused("{\"items\": {\"$ref\": \"https://example.com/a.json#/b\"}}",
                "at $.items.$ref: $ref \"https://example.com/a.json#/b\" leads out of this schema, and nothing is fetched");
        assertRefused("{\"$ref\": \"other.json\"}", "leads out of this schema");
        assertRefused("{\"$ref\": \"#/$defs/none\"}", "leads to nothing");
        assertRefused("{\"$ref\": \"#/$defs/%zz\"}", "has a wrong escape");
        assertRefused("{\"$ref\": 5}", "$ref is 5");
    }

    @Test
    void references_that_lead_back_to_themselves_are_refused() {
        assertRefused("{\"$ref\": \"#\"}", "leads back to itself");
        assertRefused(
                "{\"$ref\": \"#/$defs/a\", \"$defs\": {\"a\": {\"$ref\": \"#/$defs/b\"}, \"b\": {\"$ref\": \"#/$defs/a\"}}}",
                "leads back to itself");
        assertRefused("{\"anyOf\": [{\"type\": \"null\"}, {\"$ref\": \"#\"}]}", "leads back to itself");
        assertRefused("{\"allOf\": [{\"$ref\": \"#\"}]}", "leads back to itself");
        assertRefused("{\"allOf\": [{\"anyOf\": [{\"$ref\": \"#/allOf/0/anyOf/0\"}]}]}", "leads back to itself");
    }

    @Test
    void schemas_beyond_all_measure_are_refused_soon() {
        assertRefused("{\"items\":".repeat(400) + "{}" + "}".repeat(400), "nested more than 120 deep");
        assertRefused("{\"items\":".repeat(100_000), "is no JSON");
        assertRefused("{\"items\": {}, \"minItems\": 1000000000}", "minItems is 1000000000: give 65536 or less");
        assertRefused(
                "{\"$ref\": \"#/$defs/0\", \"$defs\": {%s}}"
                        .formatted(chain(1_000, "{\"items\": {\"$ref\": \"#/$defs/%d\"}}")),
                "nested more than 120 deep");
        assertRefused("{\"$ref\": \"#/$defs/0\", \"$defs\": {%s}}".formatted(
                chain(40, "{\"allOf\": [{\"$ref\": \"#/$defs/%1$d\"}, {\"$ref\": \"#/$defs/%1$d\"}]}")), "parts");
        assertRefused("{\"type\": [\"array\", \"array\", \"array\"], \"items\":".repeat(30) + "{}" + "}".repeat(30),
                "simpler");
        assertRefused("{\"properties\": {\"%s\": {}}, \"additionalProperties\": true}".formatted("a".repeat(10_000)),
                "a property's name has 10,000 characters");
        assertRefused("{\"properties\": {%s}}".formatted(properties(40_000, "\u00e9%d")),
                "characters: make the schema simpler");
        assertRefused("{\"enum\": [%s]}".formatted("\"%s\",".formatted("a".repeat(1000)).repeat(2000) + "1"),
                "characters");
    }

    @Test
    void schemas_whose_grammar_is_too_large_are_refused_soon() {
        var lengths = IntStream.range(60_000, 60_008)
                .mapToObj("{\"type\": \"string\", \"minLength\": %d}"::formatted)
                .collect(Collectors.joining(","));
        assertTimeoutPreemptively(SOON, () -> assertThrows(GrammarException.class,
                () -> Grammar.jsonSchema("{\"prefixItems\": [%s]}".formatted(lengths))));
    }

    @Test
    void endless_pairs_of_definitions_are_refused_soon() {
        assertRefused("""
                {"allOf": [{"$ref": "#/$defs/a"}, {"$ref": "#/$defs/b"}], "$defs": {
                    "a": {"properties": {"x": {"$ref": "#/$defs/a"}, "y": {"$ref": "#/$defs/a"}}},
                    "b": {"properties": {"x": {"$ref": "#/$defs/b"}, "y": {"$ref": "#/$defs/b"}}}}}""", "at $");
    }

    @Test
    void a_large_schema_is_no_trouble() {
        assertTimeoutPreemptively(SOON, () -> {
            var schema = "{\"properties\": {%s}, \"additionalProperties\": {\"type\": \"null\"}}"
                    .formatted(properties(500, "name%d"));
            var grammar = Grammar.jsonSchema(schema);
            assertTrue(grammar.matches("{\"name3\":1,\"name499\":2,\"other\":null}"));
        });
    }

    @Test
    void damaged_schemas_become_grammars_or_are_refused() {
        var random = new Random(9);
        var schemas = SchemaCases.of("cases").stream().map(it -> it.get("schema_text").asString()).toList();
        assertTimeoutPreemptively(SOON.multipliedBy(3), () -> {
            for (int i = 0; i < 5_000; i++) {
                var damaged = damaged(JsonMapper.shared().readTree(schemas.get(i % schemas.size())), random).toString();
                try {
                    Grammar.jsonSchema(damaged);
                } catch (IllegalArgumentException e) {
                    assertTrue(String.valueOf(e.getMessage()).startsWith("the JSON schema "), damaged);
                } catch (RuntimeException | StackOverflowError e) {
                    throw new AssertionError(damaged, e);
                }
            }
        });
    }

    /// Puts junk in the place of one part.
    private static JsonNode damaged(JsonNode schema, Random random) {
        if (schema.isEmpty() || random.nextInt(4) == 0) {
            return JsonMapper.shared().readTree(JUNK.get(random.nextInt(JUNK.size())));
        }
        int chosen = random.nextInt(schema.size());
        if (schema instanceof ArrayNode array) return array.set(chosen, damaged(array.get(chosen), random));
        var name = List.copyOf(schema.propertyNames()).get(chosen);
        return ((ObjectNode) schema).set(name, damaged(schema.get(name), random));
    }

    /// Returns definitions that each mention the next; the last is a string.
    private static String chain(int length, String link) {
        return IntStream.rangeClosed(0, length)
                .mapToObj(it -> "\"%d\": %s".formatted(it,
                        it == length ? "{\"type\": \"string\"}" : link.formatted(it + 1)))
                .collect(Collectors.joining(","));
    }

    private static String properties(int count, String name) {
        return IntStream.range(0, count)
                .mapToObj(it -> "\"%s\": {\"type\": \"integer\"}".formatted(name.formatted(it)))
                .collect(Collectors.joining(","));
    }

    private static void assertRefused(String schema, String message) {
        assertTimeoutPreemptively(SOON, () -> {
            var refused = assertThrows(IllegalArgumentException.class, () -> Grammar.jsonSchema(schema));
            assertTrue(refused.getMessage().contains(message), refused.getMessage());
        });
    }
}
