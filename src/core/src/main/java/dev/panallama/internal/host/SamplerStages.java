package dev.panallama.internal.host;

import java.util.List;
import java.util.Map;

/// The stages of a sampler, to be added one after the other; the last is one that chooses.
public interface SamplerStages {
    /// The seed that C replaces with another one every time (`LLAMA_DEFAULT_SEED`).
    int RANDOM_SEED = 0xFFFF_FFFF;

    /// The most tokens that penalties and DRY can look back at: C allocates room for all of them.
    int MAX_LAST_TOKENS = 1 << 24;

    /// How many candidates infill looks at: it compares each with each.
    int MAX_INFILL_CANDIDATES = 256;

    void topK(int k);

    void topP(float p);

    void minP(float p);

    void typical(float p);

    void topNSigma(float n);

    void xtc(float probability, float threshold, int seed);

    void temperature(float temperature);

    void dynamicTemperature(float temperature, float range, float exponent);

    void penalties(int lastTokens, float repeat, float frequency, float presence);

    /// Adds DRY.
    ///
    /// @param breakers texts that end a repetition; none may contain a NUL, and C cuts them at 40 bytes
    void dry(float multiplier, float base, int allowedLength, int lastTokens, List<String> breakers);

    /// Adds numbers to the logits of tokens.
    void logitBias(Map<Integer, Float> biases);

    /// Rules out every token that ends a generation.
    void noEnd();

    /// Rules out the tokens that the file says must not be generated.
    void noSuppressed();

    /// Looks at the [#MAX_INFILL_CANDIDATES] likeliest candidates, which it compares each with each.
    void infill();

    /// Adds a stage that is written in Java.
    void java(CandidateStage stage);

    /// Chooses the likeliest token.
    void greedy();

    /// Chooses by chance.
    void random(int seed);

    void mirostat(int seed, float surprise, float rate, int considered);

    void mirostat2(int seed, float surprise, float rate);

    void adaptiveP(int seed, float target, float decay);
}
