package dev.panallama.internal.ffm;

import dev.panallama.bindings.llama_h;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// A chain of native samplers, filled in the order of the calls. It belongs to one [Decoder], which frees it.
public final class SamplerChain {
    private static final long KEEP = 1; // the fewest candidates that a filter leaves
    private static final int RANDOM_SEED = 0xFFFFFFFF; // LLAMA_DEFAULT_SEED

    private final MemorySegment pointer;
    private final int vocabularySize;
    private boolean chooses;

    SamplerChain(int vocabularySize) {
        this.vocabularySize = vocabularySize;
        try (var arena = Arena.ofConfined()) {
            pointer = llama_h.llama_sampler_chain_init(llama_h.llama_sampler_chain_default_params(arena));
        }
    }

    public void topK(int k) {
        add(llama_h.llama_sampler_init_top_k(k));
    }

    public void topP(float p) {
        add(llama_h.llama_sampler_init_top_p(p, KEEP));
    }

    public void minP(float p) {
        add(llama_h.llama_sampler_init_min_p(p, KEEP));
    }

    public void temperature(float temperature) {
        add(llama_h.llama_sampler_init_temp(temperature));
    }

    public void penalties(int lastTokens, float repeat, float frequency, float presence) {
        add(llama_h.llama_sampler_init_penalties(vocabularySize, lastTokens, repeat, frequency, presence));
    }

    /// Chooses the likeliest token; nothing may follow.
    public void greedy() {
        add(llama_h.llama_sampler_init_greedy());
        chooses = true;
    }

    /// Chooses by chance, with another seed every time; nothing may follow.
    public void random() {
        random(RANDOM_SEED);
    }

    /// Chooses by chance; nothing may follow. The seed is an unsigned number.
    public void random(int seed) {
        add(llama_h.llama_sampler_init_dist(seed));
        chooses = true;
    }

    /// Tells the chain of a token that is part of the text already.
    void accept(int id) {
        llama_h.llama_sampler_accept(pointer, id);
    }

    /// Chooses a token by the last logits of a context, and accepts it.
    int sample(MemorySegment context) {
        if (!chooses) throw new IllegalStateException("the sampler chain has no step that chooses");
        return llama_h.llama_sampler_sample(pointer, context, -1);
    }

    void free() {
        llama_h.llama_sampler_free(pointer); // and with it all that was added
    }

    private void add(MemorySegment sampler) {
        if (chooses) throw new IllegalStateException("the sampler chain has chosen already");
        llama_h.llama_sampler_chain_add(pointer, sampler); // the chain owns it from here
    }
}
