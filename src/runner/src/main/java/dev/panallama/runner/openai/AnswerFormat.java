package dev.panallama.runner.openai;

import dev.panallama.grammar.Grammar;
import dev.panallama.runner.answering.SamplingFields;
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
        return SamplingFields.grammar(fields);
    }

    /// Returns the grammar of an object with `type`, and `json_schema` or `schema`. A `json_object` may have a schema too, as
    /// llama-server has it.
    ///
    /// @param name the field that it is
    public static Optional<Grammar> ofFormat(String name, Fields format) {
        return switch (format.text("type").orElse("text")) {
            case "text" -> Optional.empty();
            case "json_object" -> Optional.of(format.has("schema")
                    ? SamplingFields.schema(name, format.object("schema"))
                    : Grammar.jsonSchema(ANY_OBJECT));
            case "json_schema" -> Optional.of(
                    SamplingFields.schema(name, format.object("json_schema").orElse(format).object("schema")));
            default -> throw RequestException.of(name,
                    "has another type than text, json_object and json_schema");
        };
    }
}
