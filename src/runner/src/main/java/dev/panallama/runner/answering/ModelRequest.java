package dev.panallama.runner.answering;

import dev.panallama.runner.http.Exchange;
import dev.panallama.runner.http.Fields;
import dev.panallama.runner.http.RequestException;
import dev.panallama.runner.parameters.ParameterNames;
import dev.panallama.runner.serving.Lease;
import dev.panallama.runner.serving.ModelCard.Ability;
import dev.panallama.runner.serving.ModelPool;
import dev.panallama.runner.store.InstalledModel;
import dev.panallama.runner.store.ModelNotFoundException;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// A request to a model. Immutable.
///
/// @param model which one: that is decided once, before anything else is read
/// @param sent what the request says
/// @param keepAlive how long the model stays loaded afterwards; empty for as long as usual
public record ModelRequest(Exchange exchange, ModelPool models, InstalledModel model, Fields sent,
        Optional<Duration> keepAlive) {
    private static final Set<String> LIMITS = Set.of("max_tokens", "max_completion_tokens", "max_output_tokens",
            "n_predict");

    /// Finds the model of a request.
    ///
    /// @param wanted what the model is to do, which decides where the request names none
    /// @throws ModelNotFoundException if there is none
    /// @throws RequestException if `keep_alive` is wrong
    public static ModelRequest of(Exchange exchange, ModelPool models, Ability wanted) throws ModelNotFoundException {
        Fields sent = exchange.fields();
        return new ModelRequest(exchange, models, models.find(sent.text("model"), wanted), sent,
                KeepAliveFields.read(sent));
    }

    /// Finds the model of a request that has to name it.
    ///
    /// @throws ModelNotFoundException if there is none
    /// @throws RequestException if it names none, or `keep_alive` is wrong
    public static ModelRequest naming(Exchange exchange, ModelPool models) throws ModelNotFoundException {
        Fields sent = exchange.fields();
        InstalledModel model = models.inventory().find(sent.required("model"));
        return new ModelRequest(exchange, models, model, sent, KeepAliveFields.read(sent));
    }

    /// Returns the request with what its model has settings for and it does not say.
    ///
    /// @param stop what the protocol calls texts that end an answer
    public Fields withDefaults(String stop) {
        ObjectNode settings = model.settings().fields();
        if (settings.isEmpty()) return sent;
        ObjectNode all = JsonNodeFactory.instance.objectNode().setAll((ObjectNode) sent.node());
        for (Map.Entry<String, JsonNode> it : settings.properties())
            if (ParameterNames.SAMPLING.contains(it.getKey()) && !sent.has(it.getKey()))
                all.set(it.getKey(), it.getValue());
        if (settings.has("stop") && !sent.has(stop)) all.set(stop, settings.get("stop"));
        int most = settings.path("num_predict").asInt(0);
        if (most > 0 && LIMITS.stream().noneMatch(sent::has)) LIMITS.forEach(it -> all.put(it, most));
        return new Fields(all);
    }

    /// Does something with the model, after loading it if need be. The log says that it was asked.
    public void run(ModelPool.Action action) throws Exception {
        try (Lease lease = lease()) {
            action.with(lease.model());
        }
    }

    /// Takes the model, after loading it if need be. The log says that it was asked.
    public Lease lease() throws Exception {
        exchange.noteModel(model.name());
        return models.lease(model, keepAlive);
    }
}
