package dev.panallama.runner.serving;

import dev.panallama.ChatOptions;
import dev.panallama.GenerationOptions;
import dev.panallama.chat.ChatMessage;
import dev.panallama.chat.SystemMessage;
import dev.panallama.runner.store.ModelSettings;
import dev.panallama.sampler.Sampler;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// How a model chats on the command line and in programs: as they say, else as whoever made it has said, and else as it is usual.
public final class UsualWay {
    /// What the logits are divided by: lower is less varied.
    public static final float TEMPERATURE = 0.2f;
    /// Among how many of the likeliest tokens one is chosen.
    public static final int TOP_K = 40;
    /// Which probability those reach together among which one is chosen.
    public static final float TOP_P = 0.9f;
    /// How likely a token is at least, compared to the likeliest.
    public static final float MIN_P = 0.05f;
    /// After how many tokens an answer ends.
    public static final int MAX_TOKENS = 1024;

    private static final Map<String, Number> SAMPLING = Map.of("temperature", TEMPERATURE, "top_k", TOP_K, "top_p",
            TOP_P, "min_p", MIN_P);

    private UsualWay() {}

    /// Returns what a program gets that says nothing.
    public static ChatOptions of(ModelSettings settings) {
        return ChatOptions.defaults()
                .withSystem(settings.system().orElse(""))
                .withSampler(sampler(settings, Map.of()))
                .withGeneration(generation(settings, OptionalInt.empty()));
    }

    /// Returns a conversation with what the model is told before each: the instruction, unless the conversation has one itself, and
    /// the first messages.
    public static List<ChatMessage> before(List<ChatMessage> messages, ModelSettings settings) {
        boolean instructed = !messages.isEmpty() && messages.getFirst() instanceof SystemMessage;
        var all = new ArrayList<ChatMessage>();
        if (instructed) all.add(messages.getFirst());
        else settings.system().ifPresent(it -> all.add(ChatMessage.system(it)));
        all.addAll(settings.begun());
        all.addAll(instructed ? messages.subList(1, messages.size()) : messages);
        return all;
    }

    /// Returns how tokens are chosen.
    ///
    /// @param said what counts most, by the names that llama-server has for it
    public static Sampler sampler(ModelSettings settings, Map<String, Number> said) {
        ObjectNode fields = settings.fields();
        SAMPLING.forEach((name, value) -> {
            if (!fields.has(name)) fields.putPOJO(name, value);
        });
        said.forEach(fields::putPOJO);
        return Sampler.fromJson(fields.toString());
    }

    /// Returns when an answer ends.
    ///
    /// @param most tokens, if that is said
    public static GenerationOptions generation(ModelSettings settings, OptionalInt most) {
        ObjectNode fields = settings.fields();
        GenerationOptions options = GenerationOptions.defaults()
                .withStopStrings(fields.path("stop").valueStream().map(JsonNode::asString).toArray(String[]::new));
        int tokens = most.orElseGet(() -> fields.path("num_predict").asInt(MAX_TOKENS));
        return tokens > 0 ? options.withMaxTokens(tokens) : options;
    }
}
