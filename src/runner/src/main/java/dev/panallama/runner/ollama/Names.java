package dev.panallama.runner.ollama;

import dev.panallama.runner.http.Fields;

/// Requests about models name them by `model`; older clients by `name`.
final class Names {
    private Names() {}

    static String of(Fields fields) {
        return fields.text("model").or(() -> fields.text("name")).orElseGet(() -> fields.required("model"));
    }
}
