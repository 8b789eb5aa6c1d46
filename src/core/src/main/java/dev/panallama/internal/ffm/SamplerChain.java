package dev.panallama.internal.ffm;

import static java.lang.foreign.ValueLayout.ADDRESS;

import dev.panallama.bindings.llama_h;
import dev.panallama.bindings.llama_logit_bias;
import dev.panallama.error.LlamaException;
import dev.panallama.internal.host.CandidateStage;
import dev.panallama.internal.host.SamplerStages;
import dev.panallama.internal.host.SpecialToken;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The steps that choose a token, filled in the order of the calls; the last is one that chooses.
///
/// Neighbouring native stages share a native chain; one written in Java stands between two of them, so that C never
/// calls Java. Seeds are unsigned numbers. Belongs to one [TokenSampler], which frees it.
final class SamplerChain implements SamplerStages {
    private static final int MAX_INFILL_PIECE = 512; // C throws at a longer one
    private static final long KEEP = 1; // the fewest candidates that a filter leaves

    private final NativeVocabulary vocabulary;
    private final List<SamplerStep> steps = new ArrayList<>();
    private @Nullable MemorySegment growing; // the native chain at the end of the steps
    private boolean chooses;
    private boolean onlyRulesOut = true; // so far
    private boolean greedy;
    private final BitSet ruledOut = new BitSet();

    SamplerChain(NativeVocabulary vocabulary) {
        this.vocabulary = vocabulary;
    }

    @Override
    public void topK(int k) {
        add(() -> llama_h.llama_sampler_init_top_k(k));
    }

    @Override
    public void topP(float p) {
        add(() -> llama_h.llama_sampler_init_top_p(p, KEEP));
    }

    @Override
    public void minP(float p) {
        add(() -> llama_h.llama_sampler_init_min_p(p, KEEP));
    }

    @Override
    public void typical(float p) {
        removeImpossible();
        add(() -> llama_h.llama_sampler_init_typical(p, KEEP));
    }

    @Override
    public void topNSigma(float n) {
        add(() -> llama_h.llama_sampler_init_top_n_sigma(n));
    }

    @Override
    public void xtc(float probability, float threshold, int seed) {
        add(() -> llama_h.llama_sampler_init_xtc(probability, threshold, KEEP, seed));
    }

    @Override
    public void temperature(float temperature) {
        add(() -> llama_h.llama_sampler_init_temp(temperature));
    }

    @Override
    public void dynamicTemperature(float temperature, float range, float exponent) {
        add(() -> llama_h.llama_sampler_init_temp_ext(temperature, range, exponent));
    }

    @Override
    public void penalties(int lastTokens, float repeat, float frequency, float presence) {
        checkLastTokens(lastTokens);
        int size = vocabulary.size();
        add(() -> llama_h.llama_sampler_init_penalties(size, lastTokens, repeat, frequency, presence));
    }

    @Override
    public void dry(float multiplier, float base, int allowedLength, int lastTokens, List<String> breakers) {
        checkLastTokens(lastTokens);
        vocabulary.checkText();
        try (var arena = Arena.ofConfined()) {
            MemorySegment texts = arena.allocate(ADDRESS, Math.max(1, breakers.size()));
            for (int i = 0; i < breakers.size(); i++)
                texts.setAtIndex(ADDRESS, i, arena.allocateFrom(breakers.get(i)));
            add(() -> llama_h.llama_sampler_init_dry(
                    vocabulary.pointer(), multiplier, base, allowedLength, lastTokens, texts, breakers.size()));
        }
    }

    @Override
    public void logitBias(Map<Integer, Float> biases) {
        biases.keySet().forEach(vocabulary::checkId);
        try (var arena = Arena.ofConfined()) {
            MemorySegment pairs = llama_logit_bias.allocateArray(Math.max(1, biases.size()), arena); // C copies it
            int count = 0;
            for (var bias : new TreeMap<>(biases).entrySet()) {
                MemorySegment pair = llama_logit_bias.asSlice(pairs, count++);
                llama_logit_bias.token(pair, bias.getKey());
                llama_logit_bias.bias(pair, bias.getValue());
            }
            add(() -> llama_h.llama_sampler_init_logit_bias(vocabulary.size(), biases.size(), pairs));
        }
    }

    @Override
    public void noEnd() {
        var biases = new HashMap<Integer, Float>();
        for (int id = 0; id < vocabulary.size(); id++)
            if (vocabulary.isEndOfGeneration(id)) biases.put(id, Float.NEGATIVE_INFINITY);
        ruleOut(biases);
    }

    private void ruleOut(Map<Integer, Float> biases) {
        boolean only = onlyRulesOut;
        logitBias(biases);
        biases.keySet().forEach(ruledOut::set);
        onlyRulesOut = only;
    }

    @Override
    public void noSuppressed() {
        int[] ids = vocabulary.suppressedTokens();
        if (ids.length == 0) return;
        var biases = new HashMap<Integer, Float>();
        for (int id : ids) biases.put(id, Float.NEGATIVE_INFINITY);
        ruleOut(biases);
    }

    @Override
    public void infill() {
        vocabulary.checkText();
        if (vocabulary.special(SpecialToken.END_OF_TURN) < 0
                && vocabulary.special(SpecialToken.END_OF_TEXT) < 0)
            throw new UnsupportedOperationException("infill needs a vocabulary with a token that ends a text");
        if (vocabulary.longestPiece(false) > MAX_INFILL_PIECE)
            throw new UnsupportedOperationException("infill cannot take a vocabulary with tokens of more than %d bytes"
                    .formatted(MAX_INFILL_PIECE));
        topK(MAX_INFILL_CANDIDATES); // of fewer this keeps all
        add(() -> llama_h.llama_sampler_init_infill(vocabulary.pointer()));
    }

    /// What other stages ruled out has the probability 0, whose logarithm these two take: all their numbers become NaN.
    private void removeImpossible() {
        add(new SamplerStep.RemoveImpossible());
    }

    @Override
    public void java(CandidateStage stage) {
        add(new SamplerStep.InJava(stage));
    }

    @Override
    public void greedy() {
        greedy = onlyRulesOut;
        choose(llama_h::llama_sampler_init_greedy);
    }

    @Override
    public void random(int seed) {
        choose(() -> llama_h.llama_sampler_init_dist(seed));
    }

    @Override
    public void mirostat(int seed, float surprise, float rate, int considered) {
        removeImpossible();
        choose(() -> llama_h.llama_sampler_init_mirostat(vocabulary.size(), seed, surprise, rate, considered));
    }

    @Override
    public void mirostat2(int seed, float surprise, float rate) {
        choose(() -> llama_h.llama_sampler_init_mirostat_v2(seed, surprise, rate));
    }

    @Override
    public void adaptiveP(int seed, float target, float decay) {
        choose(() -> llama_h.llama_sampler_init_adaptive_p(target, decay, seed));
    }

    /// Returns what does the same as all steps without a list of candidates, or null if there is none.
    @Nullable
    Argmax argmax() {
        return greedy ? new Argmax(ruledOut.stream().toArray()) : null;
    }

    /// Throws unless the last step is one that chooses.
    void checkChooses() {
        if (!chooses) throw new IllegalStateException("the sampler chain has no step that chooses");
    }

    /// Tells all steps of a token that is part of the text.
    void accept(int id) {
        for (int i = 0; i < steps.size(); i++) steps.get(i).accept(id);
    }

    /// Applies all steps, after which the candidates have a selected one.
    void apply(CandidateArray candidates) {
        for (int i = 0; i < steps.size(); i++) steps.get(i).apply(candidates);
    }

    /// Frees the native stages. Freeing twice does nothing.
    void free() {
        steps.forEach(SamplerStep::free);
        steps.clear();
        growing = null;
        chooses = false;
    }

    private void choose(Supplier<MemorySegment> maker) {
        add(maker);
        chooses = true;
    }

    private void add(SamplerStep step) {
        checkOpen();
        onlyRulesOut = false;
        steps.add(step);
        growing = null;
    }

    private void add(Supplier<MemorySegment> maker) {
        checkOpen();
        onlyRulesOut = false;
        if (growing == null) growing = newChain();
        MemorySegment sampler = maker.get();
        if (sampler.equals(MemorySegment.NULL)) throw new LlamaException("llama.cpp cannot make a sampler");
        llama_h.llama_sampler_chain_add(growing, sampler); // the chain owns it from here
    }

    private MemorySegment newChain() {
        try (var arena = Arena.ofConfined()) {
            MemorySegment chain = llama_h.llama_sampler_chain_init(llama_h.llama_sampler_chain_default_params(arena));
            steps.add(new SamplerStep.Native(chain));
            return chain;
        }
    }

    private void checkOpen() {
        if (chooses) throw new IllegalStateException("the sampler chain has chosen already");
    }

    private static void checkLastTokens(int count) {
        if (count < 0 || count > MAX_LAST_TOKENS)
            throw new IllegalArgumentException("lastTokens is %,d: give 0 to %,d".formatted(count, MAX_LAST_TOKENS));
    }
}
