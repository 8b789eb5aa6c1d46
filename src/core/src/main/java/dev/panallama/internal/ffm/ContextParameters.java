package dev.panallama.internal.ffm;

import dev.panallama.bindings.llama_context_params;
import dev.panallama.bindings.llama_h;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// The `llama_context_params` of one context, filled by the caller; what is not set keeps llama.cpp's default.
public final class ContextParameters {
    private final MemorySegment params;

    ContextParameters(Arena arena) {
        params = llama_h.llama_context_default_params(arena);
    }

    /// Sets the number of tokens that the context holds, at least 1; 0 would stand for the file's own number.
    public ContextParameters contextLength(int tokens) {
        llama_context_params.n_ctx(params, tokens);
        return this;
    }

    /// Sets how many tokens are computed together, at least 1.
    public ContextParameters batchSize(int tokens) {
        llama_context_params.n_batch(params, tokens);
        llama_context_params.n_ubatch(params, tokens);
        return this;
    }

    /// Sets the number of compute threads, at least 1.
    public ContextParameters threads(int threads) {
        llama_context_params.n_threads(params, threads);
        llama_context_params.n_threads_batch(params, threads);
        return this;
    }

    int contextLength() {
        return llama_context_params.n_ctx(params);
    }

    int threads() {
        return llama_context_params.n_threads(params);
    }

    MemorySegment segment() {
        return params;
    }
}
