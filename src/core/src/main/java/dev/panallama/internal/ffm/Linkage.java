package dev.panallama.internal.ffm;

import dev.panallama.bindings.llama_h;

/// Links native functions before they are needed.
///
/// The first call of each costs milliseconds of Java work. Those that a session calls first are linked here, in
/// the background, while the model is read: the first token comes that much earlier.
final class Linkage {
    private Linkage() {}

    /// Starts linking the functions of the decode path, and returns.
    static void begin() {
        Thread.ofPlatform().name("panallama linker").daemon().start(Linkage::linkDecodePath);
    }

    private static void linkDecodePath() {
        llama_h.llama_init_from_model$handle();
        llama_h.llama_attach_threadpool$handle();
        llama_h.ggml_threadpool_params_init$handle();
        llama_h.llama_get_memory$handle();
        llama_h.llama_n_batch$handle();
        llama_h.llama_n_ctx_seq$handle();
        llama_h.llama_tokenize$handle();
        llama_h.llama_decode$handle();
        llama_h.llama_sampler_chain_init$handle();
        llama_h.llama_sampler_chain_default_params$handle();
        llama_h.llama_sampler_chain_add$handle();
        llama_h.llama_sampler_init_top_k$handle();
        llama_h.llama_sampler_init_top_p$handle();
        llama_h.llama_sampler_init_min_p$handle();
        llama_h.llama_sampler_init_temp$handle();
        llama_h.llama_sampler_init_dist$handle();
        llama_h.llama_sampler_sample$handle();
        llama_h.llama_get_logits_ith$handle();
        llama_h.llama_vocab_is_eog$handle();
        llama_h.llama_token_to_piece$handle();
        llama_h.llama_detach_threadpool$handle();
        llama_h.llama_free$handle();
    }
}
