package dev.panallama.runner.http;

import java.time.Instant;
import java.util.Optional;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// A request that was answered: never what it says, its query or its key. Immutable.
///
/// @param time when it was
/// @param address where it came from
/// @param status that of the answer, 499 if the client had gone
/// @param milliseconds how long it took
/// @param model which answered, if one did
/// @param usage how many tokens that took
public record ServedRequest(
        Instant time,
        String address,
        String method,
        String path,
        int status,
        long milliseconds,
        Optional<String> model,
        Optional<Usage> usage) {
    /// How many tokens an answer took.
    public record Usage(int prompt, int generated) {}

    static ServedRequest of(Visit visit, int status) {
        return new ServedRequest(Instant.now(), visit.address(), visit.method(), visit.path(), status,
                visit.milliseconds(), visit.model(), visit.usage());
    }

    /// Returns a line about it for people.
    public String line() {
        return "%s %s: %d after %d ms".formatted(method, path, status, milliseconds);
    }

    /// Returns it as a line of a log.
    public ObjectNode json() {
        ObjectNode line = JsonNodeFactory.instance.objectNode()
                .put("time", time.toString())
                .put("address", address)
                .put("method", method)
                .put("path", path)
                .put("status", status)
                .put("ms", milliseconds);
        model.ifPresent(it -> line.put("model", it));
        usage.ifPresent(it -> line.put("prompt_tokens", it.prompt()).put("generated_tokens", it.generated()));
        return line;
    }
}
