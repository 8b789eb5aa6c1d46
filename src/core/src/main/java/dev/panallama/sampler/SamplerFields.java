package dev.panallama.sampler;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/// The fields of a request to llama-server that sample like a [Sampler]: what [SamplerJson] reads.
final class SamplerFields {
    private final Map<String, Object> values = new LinkedHashMap<>();
    private final List<String> order = new ArrayList<>();

    SamplerFields(Sampler sampler) {
        var stages = new ArrayList<>(sampler.stages());
        if (!stages.isEmpty() && stages.getFirst() instanceof Stage.LogitBias bias) {
            set("logit_bias", pairs(bias));
            stages.removeFirst();
        }
        stages.forEach(this::add);
        add(sampler.choice());
        set("samplers", order);
        set("seed", sampler.seed() == Sampler.RANDOM_SEED ? -1L : Integer.toUnsignedLong(sampler.seed()));
    }

    /// Returns numbers, texts, booleans and lists by name.
    Map<String, Object> values() {
        return values;
    }

    private void add(Stage stage) {
        switch (stage) {
            case Stage.TopK(int k) -> step("top_k", "top_k", k);
            case Stage.TopP(float p) -> step("top_p", "top_p", p);
            case Stage.MinP(float p) -> step("min_p", "min_p", p);
            case Stage.Typical(float p) -> step("typ_p", "typical_p", p);
            case Stage.TopNSigma(float n) -> step("top_n_sigma", "top_n_sigma", n);
            case Stage.Xtc(float probability, float threshold) ->
                step("xtc", "xtc_probability", probability, "xtc_threshold", threshold);
            case Stage.Temperature(float value) -> step("temperature", "temperature", value, "dynatemp_range", 0f);
            case Stage.DynamicTemperature(float value, float range, float exponent) ->
                step("temperature", "temperature", value, "dynatemp_range", range, "dynatemp_exponent", exponent);
            case Stage.Penalties it -> step("penalties",
                    "repeat_last_n", it.lastTokens(),
                    "repeat_penalty", it.repeat(),
                    "frequency_penalty", it.frequency(),
                    "presence_penalty", it.presence());
            case Stage.Dry it -> add(it);
            case Stage.Infill() -> step("infill");
            case Stage.LogitBias _ -> throw new UnsupportedOperationException(
                    "llama-server has a LogitBias as the first stage only: put it there");
            case Stage.Custom _ ->
                throw new UnsupportedOperationException("a stage written in Java cannot be written as JSON");
        }
    }

    private void add(Stage.Dry dry) {
        if (dry.breakers().isEmpty())
            throw new UnsupportedOperationException("llama-server has no DRY without breakers: give one at least");
        step("dry",
                "dry_multiplier", dry.multiplier(),
                "dry_base", dry.base(),
                "dry_allowed_length", dry.allowedLength(),
                "dry_penalty_last_n", dry.lastTokens(),
                "dry_sequence_breakers", dry.breakers());
    }

    private void add(Choice choice) {
        switch (choice) {
            case Choice.Greedy() -> add(new Stage.Temperature(0));
            case Choice.Random() -> {
            }
            case Choice.AdaptiveP(float target, float decay) ->
                step("adaptive_p", "adaptive_target", target, "adaptive_decay", decay);
            case Choice.Mirostat(float surprise, float rate, int considered) -> {
                if (considered != SamplerJson.MIROSTAT_CONSIDERS)
                    throw new UnsupportedOperationException("mirostat considers %d tokens: llama-server's always %d"
                            .formatted(considered, SamplerJson.MIROSTAT_CONSIDERS));
                addMirostat(1, surprise, rate);
            }
            case Choice.Mirostat2(float surprise, float rate) -> addMirostat(2, surprise, rate);
        }
        values.putIfAbsent("mirostat", 0);
    }

    private void addMirostat(int version, float surprise, float rate) {
        if (order.isEmpty()) add(new Stage.Temperature(1));
        if (!order.equals(List.of("temperature")) || !Objects.equals(values.get("dynatemp_range"), 0f))
            throw new UnsupportedOperationException(
                    "llama-server has mirostat after a plain temperature only, not after %s"
                            .formatted(order));
        set("mirostat", version);
        set("mirostat_tau", surprise);
        set("mirostat_eta", rate);
    }

    private void step(String name, Object... fields) {
        order.add(name);
        for (int i = 0; i < fields.length; i += 2) set((String) fields[i], fields[i + 1]);
    }

    private void set(String field, Object value) {
        Object before = values.putIfAbsent(field, value);
        if (before != null && !before.equals(value))
            throw new UnsupportedOperationException("llama-server has one %s, not both %s and %s"
                    .formatted(field, before, value));
    }

    private static List<List<Object>> pairs(Stage.LogitBias bias) {
        var pairs = new ArrayList<List<Object>>();
        new TreeMap<>(bias.biases()).forEach(
                (id, value) -> pairs.add(List.of(id, value == Float.NEGATIVE_INFINITY ? (Object) false : value)));
        return pairs;
    }
}
