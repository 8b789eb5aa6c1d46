package dev.panallama.runner.ollama;

import dev.panallama.runner.http.Fields;
import dev.panallama.runner.http.RequestException;
import java.util.Optional;

/// Requests about models name them by `model`; older clients, and Ollama's own, by `name` with an empty `model` beside it.
final class Names {
    private Names() {}

    static String of(Fields fields) {
        return named(fields, "model")
                .or(() -> named(fields, "name"))
                .orElseThrow(() -> RequestException.of("model", "is missing"));
    }

    private static Optional<String> named(Fields fields, String name) {
        return fields.text(name).filter(it -> !it.isEmpty());
    }
}
