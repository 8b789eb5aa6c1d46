package dev.panallama.grammar.schema;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

final class SchemaGrammarTest {
    @Test
    void schemas_become_the_grammars_that_llama_cpp_makes_of_them() {
        assertAll(SchemaCases.of("cases").stream().map(it -> () -> {
            if (it.get("status").asString().equals("success")) {
                assertEquals(it.get("expected").asString(), grammar(it), it.get("name").asString());
            } else {
                assertThrows(IllegalArgumentException.class, () -> grammar(it), it.get("name").asString());
            }
        }));
    }

    @Test
    void schemas_tell_whether_they_amount_to_a_string() {
        assertAll(SchemaCases.of("resolves_to_string").stream().map(it -> () -> assertEquals(
                it.get("resolves_to_string").booleanValue(), StringSchemas.allowString(schema(it)),
                it.get("name").asString())));
    }

    private static JsonNode schema(JsonNode testCase) {
        return SchemaGrammar.read(testCase.get("schema_text").asString());
    }

    private static String grammar(JsonNode testCase) {
        return SchemaGrammar.of(schema(testCase)).strip();
    }
}
