package dev.panallama.internal.ffm;

import dev.panallama.bindings.llama_h;
import java.lang.System.Logger.Level;
import java.util.List;

/// The linking of native calls before they are made. To link a first one of its kind takes a new JVM milliseconds, and while a first model
/// is being loaded there is a processor to spare.
final class Linking {
    /// What reading a model, opening a session and choosing a token call, in this order; one of those that take and return the same.
    static final List<String> CALLS = List.of("llama_model_meta_count", "llama_model_meta_key_by_index",
            "llama_model_desc",
            "llama_model_n_params", "llama_model_rope_freq_scale_train", "llama_model_cls_label",
            "llama_model_has_encoder",
            "llama_token_to_piece", "ggml_blck_size", "ggml_type_size", "llama_init_from_model",
            "ggml_threadpool_params_init",
            "llama_attach_threadpool", "llama_set_n_threads", "llama_state_seq_get_size_ext",
            "llama_state_seq_get_data_ext",
            "llama_tokenize", "llama_set_abort_callback", "llama_decode", "llama_vocab_get_suppress_tokens",
            "llama_sampler_chain_default_params", "llama_sampler_chain_init", "llama_sampler_init_top_k",
            "llama_sampler_chain_add", "llama_sampler_init_top_p", "llama_get_logits_ith", "llama_sampler_apply",
            "llama_sampler_accept");

    private static boolean linked;

    private Linking() {}

    /// Links them, once. Any thread may call; others wait meanwhile.
    static synchronized void link() {
        if (linked) return;
        linked = true;
        try {
            for (String call : CALLS) holder(call);
        } catch (ClassNotFoundException | LinkageError e) { // who makes the call hears of it
            System.getLogger("dev.panallama").log(Level.DEBUG, "a call is not linked ahead", e);
        }
    }

    /// Returns the class in which jextract keeps the handle of a call, initialized: so it is linked.
    static Class<?> holder(String call) throws ClassNotFoundException {
        return Class.forName(llama_h.class.getName() + "$" + call);
    }
}
