package dev.panallama.runner.openai;

import dev.panallama.grammar.Grammar;
import dev.panallama.runner.http.Fields;
import dev.panallama.runner.http.RequestException;
import java.util.Optional;

/// The form that a request asks an answer to have.
final class AnswerFormat {
    private static final String ANY_OBJECT = "{\"type\": \"object\"}";

    private AnswerFormat() {}

    /// Returns the grammar of `response_format`, or of llama-server's `json_schema` and `grammar`.
    ///
    /// @throws RequestException if it is none
    static Optional<Grammar> grammar(Fields fields) {
        Optional<Grammar> format = fields.object("response_format").flatMap(AnswerFormat::ofFormat);
        if (format.isPresent()) return format;
        if (fields.has("json_schema")) return Optional.of(schema("json_schema", fields.object("json_schema")));
        return fields.text("grammar").map(it -> ChatRequest.checked("grammar", () -> Grammar.gbnf(it)));
    }

    /// A `json_object` may have a schema too, as llama-server has it.
    private static Optional<Grammar> ofFormat(Fields format) {
        return switch (format.text("type").orElse("text")) {
            case "text" -> Optional.empty();
            case "json_object" -> Optional.of(format.has("schema")
                    ? schema("response_format", format.object("schema"))
                    : Grammar.jsonSchema(ANY_OBJECT));
            case "json_schema" -> Optional.of(
                    schema("response_format", format.object("json_schema").flatMap(it -> it.object("schema"))));
            default -> throw RequestException.of("response_format",
                    "has another type than text, json_object and json_schema");
        };
    }

    private static Grammar schema(String field, Optional<Fields> schema) {
        Fields found = schema.orElseThrow(() -> RequestException.of(field, "has no schema"));
        return ChatRequest.checked(field, () -> Grammar.jsonSchema(found.node().toString()));
    }
}
