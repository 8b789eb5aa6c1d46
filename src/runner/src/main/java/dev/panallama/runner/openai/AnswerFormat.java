package dev.panallama.runner.openai;

import dev.panallama.grammar.Grammar;
import dev.panallama.runner.http.Fields;
import dev.panallama.runner.http.RequestException;
import java.util.Optional;

/// The form that a request asks an answer to have.
public final class AnswerFormat {
    private static final String ANY_OBJECT = "{\"type\": \"object\"}";

    private AnswerFormat() {}

    /// Returns the grammar of `response_format`, or of llama-server's `json_schema` and `grammar`.
    ///
    /// @throws RequestException if it is none
    static Optional<Grammar> grammar(Fields fields) {
        Optional<Grammar> format = fields.object("response_format")
                .flatMap(it -> ofFormat("response_format", it));
        if (format.isPresent()) return format;
        if (fields.has("json_schema")) return Optional.of(schema("json_schema", fields.object("json_schema")));
        return fields.text("grammar").map(it -> ChatRequest.checked("grammar", () -> Grammar.gbnf(it)));
    }

    /// Returns the grammar of an object with `type`, and `json_schema` or `schema`. A `json_object` may have a schema too, as
    /// llama-server has it.
    ///
    /// @param name the field that it is
    public static Optional<Grammar> ofFormat(String name, Fields format) {
        return switch (format.text("type").orElse("text")) {
            case "text" -> Optional.empty();
            case "json_object" -> Optional.of(format.has("schema")
                    ? schema(name, format.object("schema"))
                    : Grammar.jsonSchema(ANY_OBJECT));
            case "json_schema" -> Optional.of(
                    schema(name, format.object("json_schema").orElse(format).object("schema")));
            default -> throw RequestException.of(name,
                    "has another type than text, json_object and json_schema");
        };
    }

    private static Grammar schema(String field, Optional<Fields> schema) {
        Fields found = schema.orElseThrow(() -> RequestException.of(field, "has no schema"));
        return ChatRequest.checked(field, () -> Grammar.jsonSchema(found.node().toString()));
    }
}
