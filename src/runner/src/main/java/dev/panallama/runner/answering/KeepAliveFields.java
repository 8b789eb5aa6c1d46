package dev.panallama.runner.answering;

import dev.panallama.runner.http.Fields;
import dev.panallama.runner.http.RequestException;
import dev.panallama.runner.serving.KeepAlive;
import java.time.Duration;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// How long a model stays loaded after a request: Ollama's field `keep_alive`, and LM Studio's `ttl`, which is in seconds.
public final class KeepAliveFields {
    private static final String KEEP_ALIVE = "keep_alive";
    private static final String TTL = "ttl";

    private KeepAliveFields() {}

    /// Reads the fields of a request.
    ///
    /// @return empty where it says nothing of it
    /// @throws RequestException if it is wrong
    public static Optional<Duration> read(Fields fields) {
        Optional<Duration> keepAlive = fields.any(KEEP_ALIVE).map(KeepAliveFields::keepAlive);
        Optional<Duration> ttl = fields.integer(TTL, 0, Integer.MAX_VALUE).map(KeepAlive::ofSeconds);
        if (keepAlive.isPresent() && ttl.isPresent())
            throw RequestException.of(TTL, "says the same as keep_alive: give one");
        return keepAlive.or(() -> ttl);
    }

    private static Duration keepAlive(JsonNode value) {
        if (value.isNumber()) return KeepAlive.ofSeconds(value.doubleValue());
        return Answering.checked(KEEP_ALIVE, () -> KeepAlive.parse(value.asString("")));
    }
}
