package dev.panallama.grammar;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.panallama.grammar.schema.SchemaCases;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

final class SchemaBehaviourTest {
    @Test
    void grammars_of_schemas_allow_and_refuse_what_llama_cpp_does() {
        assertAll(SchemaCases.of("behaviour").stream().map(it -> () -> check(it)));
    }

    private static void check(JsonNode testCase) {
        var grammar = Grammar.jsonSchema(testCase.get("schema_text").asString());
        var name = testCase.get("name").asString();
        testCase.get("pass").forEach(it -> assertTrue(grammar.matches(it.asString()), () -> name + " allows " + it));
        testCase.get("fail").forEach(it -> assertFalse(grammar.matches(it.asString()), () -> name + " refuses " + it));
    }
}
