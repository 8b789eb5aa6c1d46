package dev.panallama.bench.boundary;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import dev.panallama.bindings.llama_h;
import dev.panallama.bindings.llama_token_data;
import dev.panallama.bindings.llama_token_data_array;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.random.RandomGenerator;

/// A usual chain of samplers over random logits, without a model. For one thread.
final class SamplerStep implements AutoCloseable {
    private static final long STRIDE = llama_token_data.sizeof();

    private final Arena arena = Arena.ofConfined();
    private final float[] logits;
    private final MemorySegment data;
    private final MemorySegment array;
    private final MemorySegment chain;

    SamplerStep(int vocabulary, RandomGenerator random) {
        logits = new float[vocabulary];
        for (int i = 0; i < vocabulary; i++) logits[i] = (float) (3 * random.nextGaussian());
        data = llama_token_data.allocateArray(vocabulary, arena);
        array = llama_token_data_array.allocate(arena);
        chain = llama_h.llama_sampler_chain_init(llama_h.llama_sampler_chain_default_params(arena));
        add(llama_h.llama_sampler_init_top_k(40));
        add(llama_h.llama_sampler_init_top_p(0.95f, 1));
        add(llama_h.llama_sampler_init_temp(0.8f));
        add(llama_h.llama_sampler_init_dist(1));
    }

    private void add(MemorySegment stage) {
        llama_h.llama_sampler_chain_add(chain, stage); // which owns it from here on
    }

    /// Fills the candidates and chooses one.
    int choose() {
        for (int id = 0; id < logits.length; id++)
            data.set(JAVA_LONG_UNALIGNED, id * STRIDE, (long) Float.floatToRawIntBits(logits[id]) << 32 | id);
        llama_token_data_array.data(array, data);
        llama_token_data_array.size(array, logits.length);
        llama_token_data_array.selected(array, -1);
        llama_token_data_array.sorted(array, false);
        llama_h.llama_sampler_apply(chain, array);
        long first = llama_token_data_array.data(array).address() - data.address(); // a stage may move the beginning
        return data.get(JAVA_INT, first + llama_token_data_array.selected(array) * STRIDE);
    }

    @Override
    public void close() {
        llama_h.llama_sampler_free(chain);
        arena.close();
    }
}
