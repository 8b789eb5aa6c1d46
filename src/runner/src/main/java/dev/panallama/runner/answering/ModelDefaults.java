package dev.panallama.runner.answering;

import dev.panallama.runner.http.Fields;
import dev.panallama.runner.serving.ModelPool;
import dev.panallama.runner.store.ParameterNames;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// How a model is used where a request does not say it: as whoever made the model has said.
public final class ModelDefaults {
    private static final Set<String> LIMITS = Set.of("max_tokens", "max_completion_tokens", "max_output_tokens",
            "n_predict");

    private ModelDefaults() {}

    /// Returns a request with what its model has settings for and it does not say.
    ///
    /// @param stop what the protocol calls texts that end an answer
    public static Fields under(Fields request, ModelPool models, String stop) {
        ObjectNode settings = models.settings(request.text("model")).fields();
        if (settings.isEmpty()) return request;
        ObjectNode all = JsonNodeFactory.instance.objectNode().setAll((ObjectNode) request.node());
        for (Map.Entry<String, JsonNode> it : settings.properties())
            if (ParameterNames.SAMPLING.contains(it.getKey()) && !request.has(it.getKey()))
                all.set(it.getKey(), it.getValue());
        if (settings.has("stop") && !request.has(stop)) all.set(stop, settings.get("stop"));
        int most = settings.path("num_predict").asInt(0);
        if (most > 0 && LIMITS.stream().noneMatch(request::has)) LIMITS.forEach(it -> all.put(it, most));
        return new Fields(all);
    }
}
