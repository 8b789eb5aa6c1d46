package dev.panallama.runner.llamacpp;

import dev.panallama.EngineStatistics;
import dev.panallama.Timings;
import dev.panallama.error.WorkerDiedException;
import dev.panallama.runner.http.Exchange;
import dev.panallama.runner.http.Server;
import dev.panallama.runner.serving.LoadedModel;
import dev.panallama.runner.serving.ModelPool;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/// Figures of the server as Prometheus reads them (text format 0.0.4), by llama-server's names. Those of a model begin anew
/// when it is loaded again.
record Metrics(Server server, ModelPool models) {
    private static final String PREFIX = "panallama:";

    /// The figures of a model that generates, of one moment.
    private record Figures(String model, EngineStatistics statistics, Timings timings) {}

    private record Metric(String name, String type, String help, ToDoubleFunction<Figures> value) {}

    private static final List<Metric> ALL = List.of(
            counter("prompt_tokens_total", "Tokens of prompts that were computed.", it -> it.timings.promptTokens()),
            counter("prompt_tokens_cached_total",
                    "Tokens of prompts that were not computed, because others began alike.",
                    it -> it.timings.reusedTokens()),
            counter("prompt_seconds_total", "Time until prompts were computed.",
                    it -> seconds(it.timings.promptTime())),
            counter("tokens_predicted_total", "Generated tokens.", it -> it.timings.generatedTokens()),
            counter("tokens_predicted_seconds_total", "Time until tokens were generated.",
                    it -> seconds(it.timings.generationTime())),
            gauge("prompt_tokens_seconds", "Tokens of a prompt per second, on average.",
                    it -> it.timings.promptTokensPerSecond()),
            gauge("predicted_tokens_seconds", "Generated tokens of an answer per second, on average.",
                    it -> it.timings.generationTokensPerSecond()),
            gauge("requests_processing", "Slots that compute.", it -> it.statistics.slots().stream()
                    .filter(slot -> slot.state() == EngineStatistics.State.BUSY)
                    .count()),
            gauge("requests_deferred", "Requests that wait for a slot.", it -> it.statistics.waiting()),
            counter("requests_refused_total", "Requests that got no slot.", it -> it.statistics.refused()),
            counter("n_decode_total", "Batches computed.", it -> it.statistics.batches()));

    private static Metric counter(String name, String help, ToDoubleFunction<Figures> value) {
        return new Metric(name, "counter", help, value);
    }

    private static Metric gauge(String name, String help, ToDoubleFunction<Figures> value) {
        return new Metric(name, "gauge", help, value);
    }

    private static double seconds(Duration time) {
        return time.toNanos() / 1e9;
    }

    void answer(Exchange exchange) {
        var text = new StringBuilder();
        head(text, "http_requests_total", "counter", "Requests answered, by status.");
        server.answered().forEach((status, count) -> line(text, "http_requests_total",
                Map.entry("status", Integer.toString(status)), count));
        List<ModelPool.Loaded> loaded = models.loaded();
        head(text, "models_loaded", "gauge", "Models in memory.");
        text.append(PREFIX).append("models_loaded ").append(loaded.size()).append('\n');
        List<Figures> figures = loaded.stream().flatMap(it -> figures(it.model()).stream()).toList();
        for (Metric it : ALL) put(text, it, figures);
        exchange.sendText(text.toString(), "text/plain; version=0.0.4; charset=utf-8");
    }

    /// Returns what a model has to say, unless it is being freed, or its process has died.
    private static Optional<Figures> figures(LoadedModel model) {
        try {
            return model.ifEngine().map(it -> new Figures(model.installed().name(), it.statistics(), it.timings()));
        } catch (IllegalStateException | WorkerDiedException _) {
            return Optional.empty();
        }
    }

    private static void put(StringBuilder text, Metric metric, List<Figures> figures) {
        if (figures.isEmpty()) return;
        head(text, metric.name(), metric.type(), metric.help());
        for (Figures it : figures)
            line(text, metric.name(), Map.entry("model", it.model()), metric.value().applyAsDouble(it));
    }

    private static void head(StringBuilder text, String name, String type, String help) {
        text.append("# HELP ").append(PREFIX).append(name).append(' ').append(help).append('\n');
        text.append("# TYPE ").append(PREFIX).append(name).append(' ').append(type).append('\n');
    }

    private static void line(StringBuilder text, String name, Map.Entry<String, String> label, double value) {
        String escaped = label.getValue().replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
        text.append(PREFIX).append(name).append('{').append(label.getKey()).append("=\"").append(escaped)
                .append("\"} ");
        text.append(
                value == Math.rint(value) ? Long.toString((long) value) : String.format(Locale.ROOT, "%.6f", value));
        text.append('\n');
    }
}
