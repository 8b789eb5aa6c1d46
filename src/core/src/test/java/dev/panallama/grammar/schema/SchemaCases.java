package dev.panallama.grammar.schema;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Schemas with what llama.cpp v0.4.0 makes of them.
public final class SchemaCases {
    private SchemaCases() {}

    /// Returns the cases of one kind: `cases`, `resolves_to_string` or `behaviour`.
    public static List<JsonNode> of(String kind) {
        try (var in = SchemaCases.class.getResourceAsStream("json-schema-cases.json")) {
            return JsonMapper.shared().readTree(in).get(kind).valueStream().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
