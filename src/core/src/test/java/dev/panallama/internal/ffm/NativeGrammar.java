package dev.panallama.internal.ffm;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.panallama.bindings.llama_h;
import dev.panallama.bindings.llama_token_data;
import dev.panallama.bindings.llama_token_data_array;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.BitSet;

/// llama.cpp's own grammar sampler, asked which tokens it leaves. Only tokens that it leaves may be accepted.
final class NativeGrammar implements AutoCloseable {
    private final Arena arena = Arena.ofConfined();
    private final MemorySegment sampler;
    private final MemorySegment candidates;
    private final MemorySegment list;
    private final int size;

    NativeGrammar(NativeModel model, String gbnf) {
        MemorySegment vocabulary = llama_h.llama_model_get_vocab(model.pointer());
        size = model.vocabulary().size();
        sampler = llama_h.llama_sampler_init_grammar(vocabulary, arena.allocateFrom(gbnf), arena.allocateFrom("root"));
        if (sampler.equals(MemorySegment.NULL)) throw new IllegalArgumentException("llama.cpp refuses " + gbnf);
        candidates = llama_token_data.allocateArray(size, arena);
        list = llama_token_data_array.allocate(arena);
    }

    /// Makes all tokens candidates.
    void fill() {
        for (int id = 0; id < size; id++) {
            MemorySegment candidate = llama_token_data.asSlice(candidates, id);
            candidate.set(JAVA_INT, llama_token_data.id$offset(), id);
            candidate.set(JAVA_FLOAT, llama_token_data.logit$offset(), 0);
        }
        llama_token_data_array.data(list, candidates);
        llama_token_data_array.size(list, size);
        llama_token_data_array.selected(list, -1);
        llama_token_data_array.sorted(list, false);
    }

    /// Takes out the candidates that the grammar refuses.
    void apply() {
        llama_h.llama_sampler_apply(sampler, list);
    }

    BitSet allowed() {
        fill();
        apply();
        var left = new BitSet(size);
        for (int i = 0; i < llama_token_data_array.size(list); i++) {
            MemorySegment candidate = llama_token_data.asSlice(candidates, i);
            float logit = candidate.get(JAVA_FLOAT, llama_token_data.logit$offset());
            left.set(candidate.get(JAVA_INT, llama_token_data.id$offset()), logit == 0);
        }
        return left;
    }

    void accept(int id) {
        llama_h.llama_sampler_accept(sampler, id);
    }

    @Override
    public void close() {
        llama_h.llama_sampler_free(sampler);
        arena.close();
    }
}
