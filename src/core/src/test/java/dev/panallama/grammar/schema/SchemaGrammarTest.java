package dev.panallama.grammar.schema;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

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

    @Test
    void several_schemas_make_one_grammar() {
        var tool = SchemaGrammar
                .read("""
                        {"properties": {"a": {"$ref": "#/$defs/word"}, "b": {"$ref": "#/$defs/word"}}, "$defs": {"word": {"const": "x"}}}""");
        var other = SchemaGrammar.read("{\"$ref\": \"#/$defs/word\", \"$defs\": {\"word\": {\"const\": \"y\"}}}");
        var grammar = new SchemaGrammar();
        var first = grammar.addSchema("first", tool.at("/properties/a"), tool);
        var second = grammar.addSchema("second", tool.at("/properties/b"), tool);
        var third = grammar.addSchema("third", other);
        grammar.addRule("root", String.join(" | ", first, second, third));
        assertEquals("""
                first ::= ref-defs-word
                ref-defs-word ::= "\\"x\\""
                ref-defs-word0 ::= "\\"y\\""
                root ::= first | second | third
                second ::= ref-defs-word
                space ::= | " " | "\\n"{1,2} [ \\t]{0,20}
                third ::= ref-defs-word0
                """, grammar.text());
    }

    @Test
    void a_part_of_a_schema_tells_whether_it_amounts_to_a_string() {
        var tool = SchemaGrammar.read("""
                {"properties": {"a": {"$ref": "#/$defs/word"}}, "$defs": {"word": {"const": "x"}}}""");
        assertTrue(StringSchemas.allowString(tool.at("/properties/a"), tool));
        assertFalse(StringSchemas.allowString(tool.at("/properties/a")));
        assertFalse(StringSchemas.allowString(SchemaGrammar.read("{\"anyOf\": [{\"$ref\": \"#\"}]}")));
    }

    private static JsonNode schema(JsonNode testCase) {
        return SchemaGrammar.read(testCase.get("schema_text").asString());
    }

    private static String grammar(JsonNode testCase) {
        return SchemaGrammar.of(schema(testCase)).strip();
    }
}
