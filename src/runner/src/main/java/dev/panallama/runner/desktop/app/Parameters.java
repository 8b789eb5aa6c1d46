package dev.panallama.runner.desktop.app;

import dev.panallama.ChatOptions;
import dev.panallama.sampler.Sampler;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// How models chat where a person wants it otherwise than they do by themselves. Immutable.
///
/// @param system what they are told before the conversation; empty for what their makers say
/// @param numbers by their names; those that are missing are the models' own
record Parameters(String system, Map<Name, Double> numbers) {
    /// Nothing is otherwise.
    static final Parameters USUAL = new Parameters("", Map.of());

    /// What can be chosen.
    enum Name {
        TEMPERATURE("temperature", "Temperature", 0, 2, 0.05,
                "Higher is more varied; 0 takes the likeliest token"), TOP_K(
                        "top_k", "Top K", 0, 200, 1,
                        "Choose among so many of the likeliest tokens; 0 for all"), TOP_P("top_p",
                                "Top P", 0, 1, 0.01,
                                "Choose among the likeliest tokens that reach this probability"), MIN_P(
                                        "min_p", "Min P", 0, 1, 0.01,
                                        "Leave out tokens that are less likely than this part of the likeliest"), MAX_TOKENS(
                                                "max_tokens", "Most tokens", 16, 4096, 16,
                                                "How long an answer may be"), SEED("seed", "Seed", 0, 99_999, 1,
                                                        "The same seed gives the same answer again; 0 for another one each time");

        final String field;
        final String title;
        final double least;
        final double most;
        final double step;
        final String help;

        Name(String field, String title, double least, double most, double step, String help) {
            this.field = field;
            this.title = title;
            this.least = least;
            this.most = most;
            this.step = step;
            this.help = help;
        }

        boolean isWhole() {
            return step >= 1;
        }

        /// Returns what it is in some options.
        double in(ChatOptions options) {
            JsonNode sampler = JsonMapper.shared().readTree(options.sampler().toJson());
            return switch (this) {
                case MAX_TOKENS -> Math.min(options.generation().maxTokens(), most);
                case SEED -> options.sampler().seed() == Sampler.RANDOM_SEED ? 0 : options.sampler().seed();
                default -> Math.clamp(sampler.path(field).asDouble(0), least, most);
            };
        }
    }

    Parameters {
        numbers = Map.copyOf(numbers);
    }

    Parameters with(Name name, double value) {
        var changed = new TreeMap<>(numbers);
        changed.put(name, value);
        return new Parameters(system, changed);
    }

    Parameters withSystem(String text) {
        return new Parameters(text, numbers);
    }

    /// Returns options with these in place of theirs.
    ChatOptions of(ChatOptions options) {
        ObjectNode sampler = (ObjectNode) JsonMapper.shared().readTree(options.sampler().toJson());
        ChatOptions changed = options;
        for (Map.Entry<Name, Double> it : numbers.entrySet()) switch (it.getKey()) {
            case MAX_TOKENS -> changed = changed.withMaxTokens(it.getValue().intValue());
            case SEED -> {
                if (it.getValue() > 0) sampler.put("seed", it.getValue().longValue());
                else sampler.remove("seed");
            }
            case TOP_K -> sampler.put("top_k", it.getValue().intValue());
            case TEMPERATURE, TOP_P, MIN_P -> sampler.put(it.getKey().field, it.getValue());
        }
        sampler.remove("samplers"); // those that did nothing are left out there
        changed = changed.withSampler(Sampler.fromJson(sampler.toString()));
        return system.isBlank() ? changed : changed.withSystem(system);
    }

    static Parameters read(JsonNode json) {
        var numbers = new TreeMap<Name, Double>();
        for (Name it : Name.values())
            if (json.path(it.field).isNumber())
                numbers.put(it, Math.clamp(json.path(it.field).asDouble(0), it.least, it.most));
        return new Parameters(json.path("system").asString(""), numbers);
    }

    ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("system", system);
        numbers.forEach((name, value) -> json.put(name.field, value));
        return json;
    }
}
