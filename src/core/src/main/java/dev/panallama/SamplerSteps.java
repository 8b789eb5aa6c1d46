package dev.panallama;

import dev.panallama.internal.host.SamplerStages;
import dev.panallama.sampler.Choice;
import dev.panallama.sampler.Sampler;
import dev.panallama.sampler.Stage;

/// Gives the steps of a [Sampler] native form, for a session.
///
/// @param contextLength how many tokens stages can look back at
record SamplerSteps(Sampler sampler, int contextLength) {
    /// Fills a chain.
    void addTo(SamplerStages chain) {
        for (Stage stage : sampler.stages()) add(stage, chain);
        int seed = sampler.seed();
        switch (sampler.choice()) {
            case Choice.Greedy() -> chain.greedy();
            case Choice.Random() -> chain.random(seed);
            case Choice.Mirostat(float surprise, float rate, int considered) ->
                chain.mirostat(seed, surprise, rate, considered);
            case Choice.Mirostat2(float surprise, float rate) -> chain.mirostat2(seed, surprise, rate);
            case Choice.AdaptiveP(float target, float decay) -> chain.adaptiveP(seed, target, decay);
        }
    }

    private void add(Stage stage, SamplerStages chain) {
        switch (stage) {
            case Stage.TopK(int k) -> chain.topK(k);
            case Stage.TopP(float p) -> chain.topP(p);
            case Stage.MinP(float p) -> chain.minP(p);
            case Stage.Typical(float p) -> chain.typical(p);
            case Stage.TopNSigma(float n) -> chain.topNSigma(n);
            case Stage.Xtc(float probability, float threshold) -> chain.xtc(probability, threshold, sampler.seed());
            case Stage.Temperature(float value) -> chain.temperature(value);
            case Stage.DynamicTemperature(float value, float range, float exponent) ->
                chain.dynamicTemperature(value, range, exponent);
            case Stage.Penalties it ->
                chain.penalties(
                        Math.min(it.lastTokens(), contextLength), it.repeat(), it.frequency(), it.presence());
            case Stage.Dry it ->
                chain.dry(
                        it.multiplier(),
                        it.base(),
                        it.allowedLength(),
                        Math.min(it.lastTokens(), contextLength),
                        it.breakers());
            case Stage.LogitBias(var biases) -> chain.logitBias(biases);
            case Stage.Infill() -> chain.infill();
            case Stage.Custom it -> chain.java(new CustomStage(it));
        }
    }

    /// Returns how many tokens before the first generated one matter to the stages.
    int historyLength() {
        return sampler.stages().stream().mapToInt(SamplerSteps::historyLength).max().orElse(0);
    }

    private static int historyLength(Stage stage) {
        return switch (stage) {
            case Stage.Penalties penalties -> penalties.lastTokens();
            case Stage.Dry dry -> dry.lastTokens();
            case Stage.Custom _ -> Integer.MAX_VALUE;
            default -> 0;
        };
    }
}
