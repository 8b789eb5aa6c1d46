// What the programs beside it share: errors, files, a model on one thread.
#include "ggml-backend.h"
#include "llama.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CONTEXT = 2048, BATCH = 512, MAX_TEXT = 1 << 20 };

static void quiet(enum ggml_log_level level, const char * text, void * data) {
    (void) level; (void) text; (void) data;
}

static void die(const char * what, const char * detail) {
    fprintf(stderr, "%s: %s\n", what, detail);
    exit(1);
}

static int read_file(const char * path, char * text) {
    FILE * file = fopen(path, "rb");
    if (!file) die("cannot open", path);
    size_t length = fread(text, 1, MAX_TEXT, file);
    fclose(file);
    return (int) length;
}

static struct llama_model * load_model(const char * backends, const char * path) {
    llama_log_set(quiet, NULL);
    ggml_backend_load_all_from_path(backends);
    struct llama_model_params params = llama_model_default_params();
    params.n_gpu_layers = 0;
    struct llama_model * model = llama_model_load_from_file(path, params);
    if (!model) die("cannot load", path);
    return model;
}

static inline struct llama_context * new_context(struct llama_model * model, int flash_attention) {
    struct llama_context_params params = llama_context_default_params();
    params.n_ctx = CONTEXT;
    params.n_batch = BATCH;
    params.n_ubatch = BATCH;
    params.n_threads = 1;
    params.n_threads_batch = 1;
    if (!flash_attention) params.flash_attn_type = LLAMA_FLASH_ATTN_TYPE_DISABLED;
    struct llama_context * context = llama_init_from_model(model, params);
    if (!context) die("cannot make a context of", "the model");
    return context;
}

static inline void decode(struct llama_context * context, llama_token * tokens, int count) {
    for (int from = 0; from < count; from += BATCH) {
        int size = count - from < BATCH ? count - from : BATCH;
        if (llama_decode(context, llama_batch_get_one(tokens + from, size)) != 0) die("cannot", "decode");
    }
}
