package dev.panallama.runner;

import dev.panallama.ChatOptions;
import dev.panallama.GenerationOptions;
import dev.panallama.runner.store.ModelSettings;
import dev.panallama.sampler.Sampler;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// How a model chats unless a program says otherwise: as whoever made it has said, and else as `panallama run` does.
final class UsualWay {
    private static final Map<String, Number> SAMPLING = Map.of("temperature", 0.2, "top_k", 40, "top_p", 0.9, "min_p",
            0.05);
    private static final int MAX_TOKENS = 1024;

    private UsualWay() {}

    static ChatOptions of(ModelSettings settings) {
        ObjectNode fields = settings.fields();
        SAMPLING.forEach((name, value) -> {
            if (!fields.has(name)) fields.putPOJO(name, value);
        });
        return ChatOptions.defaults()
                .withSystem(settings.system().orElse(""))
                .withSampler(Sampler.fromJson(fields.toString()))
                .withGeneration(generation(fields));
    }

    private static GenerationOptions generation(ObjectNode fields) {
        GenerationOptions options = GenerationOptions.defaults()
                .withStopStrings(fields.path("stop").valueStream().map(JsonNode::asString).toArray(String[]::new));
        int most = fields.path("num_predict").asInt(MAX_TOKENS);
        return most > 0 ? options.withMaxTokens(most) : options;
    }
}
