package dev.panallama.runner.ollama;

import dev.panallama.runner.http.Exchange;
import dev.panallama.runner.serving.LoadedModel;
import dev.panallama.runner.serving.ModelPool;
import java.time.Duration;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/// Answers requests that say nothing: they want a model loaded, or freed.
final class Loading {
    private Loading() {}

    /// Loads a model, or frees it if it is not to be kept.
    static void answer(Exchange exchange, ModelPool models, String name, Optional<Duration> keepAlive, boolean chat)
            throws Exception {
        boolean away = keepAlive.filter(Duration::isZero).isPresent();
        long start = System.nanoTime();
        if (away) models.free(name);
        else models.run(name, keepAlive, LoadedModel::open);
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        ObjectNode answer = Took.nothing(models.inventory().find(name).name(), away ? "unload" : "load", took);
        if (chat) answer.putObject("message").put("role", "assistant").put("content", "");
        else answer.put("response", "");
        exchange.send(answer);
    }
}
