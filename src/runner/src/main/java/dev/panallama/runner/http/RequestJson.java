package dev.panallama.runner.http;

import java.io.InputStream;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Reads what somebody sends as JSON.
final class RequestJson {
    private static final int LONGEST_NUMBER = 300; // characters: every integer of so many is within reach of a double
    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder().maxNumberLength(LONGEST_NUMBER).build())
            .build()).build();

    private RequestJson() {}

    /// Reads to the end.
    ///
    /// @throws RequestException if it is none
    static JsonNode of(InputStream body) {
        try {
            JsonNode json = MAPPER.readTree(body);
            if (!json.isMissingNode()) return json;
        } catch (JacksonException malformed) {
            throw new Problem(Problem.Kind.INVALID, "the request is no JSON: " + malformed.getOriginalMessage())
                    .asException();
        }
        throw new Problem(Problem.Kind.INVALID, "the request is empty: send JSON").asException();
    }
}
