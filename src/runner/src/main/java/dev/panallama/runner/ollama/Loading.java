package dev.panallama.runner.ollama;

import dev.panallama.runner.answering.ModelRequest;
import dev.panallama.runner.serving.LoadedModel;
import java.time.Duration;
import tools.jackson.databind.node.ObjectNode;

/// Answers requests that say nothing: they want a model loaded, or freed.
final class Loading {
    private Loading() {}

    /// Loads a model, or frees it if it is not to be kept.
    static void answer(ModelRequest asked, boolean chat) throws Exception {
        boolean away = asked.keepAlive().filter(Duration::isZero).isPresent();
        String name = asked.model().name();
        long start = System.nanoTime();
        if (away) asked.models().free(asked.model());
        else asked.run(LoadedModel::open);
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        ObjectNode answer = Took.nothing(name, away ? "unload" : "load", took);
        if (chat) answer.putObject("message").put("role", "assistant").put("content", "");
        else answer.put("response", "");
        asked.exchange().send(answer);
    }
}
