// Computes prompts by llama.cpp's C API alone: logits that the Java API has to equal.
//
//   logits BACKENDS MODEL auto|off PROMPT_FILE...
//
// prints for each prompt the logits of its last token on one line, as the hexadecimal bits of floats. "off" is without flash
// attention.
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

static struct llama_context * new_context(struct llama_model * model, const char * attention) {
    struct llama_context_params params = llama_context_default_params();
    params.n_ctx = CONTEXT;
    params.n_batch = BATCH;
    params.n_ubatch = BATCH;
    params.n_threads = 1;
    params.n_threads_batch = 1;
    if (strcmp(attention, "off") == 0) params.flash_attn_type = LLAMA_FLASH_ATTN_TYPE_DISABLED;
    struct llama_context * context = llama_init_from_model(model, params);
    if (!context) die("cannot make a context of", "the model");
    return context;
}

static void print_logits(struct llama_context * context, const struct llama_vocab * vocab, const char * text, int length) {
    static llama_token tokens[CONTEXT];
    int count = llama_tokenize(vocab, text, length, tokens, CONTEXT, true, false);
    if (count < 1) die("cannot tokenize", text);
    llama_memory_clear(llama_get_memory(context), false);
    for (int from = 0; from < count; from += BATCH) {
        int size = count - from < BATCH ? count - from : BATCH;
        if (llama_decode(context, llama_batch_get_one(tokens + from, size)) != 0) die("cannot", "decode");
    }
    const float * logits = llama_get_logits_ith(context, -1);
    for (int id = 0; id < llama_vocab_n_tokens(vocab); id++) {
        unsigned bits;
        memcpy(&bits, &logits[id], sizeof(bits));
        printf("%x ", bits);
    }
    printf("\n");
}

int main(int argc, char ** argv) {
    if (argc < 5) die("usage", "logits BACKENDS MODEL auto|off PROMPT_FILE...");
    llama_log_set(quiet, NULL);
    ggml_backend_load_all_from_path(argv[1]);
    struct llama_model_params params = llama_model_default_params();
    params.n_gpu_layers = 0;
    struct llama_model * model = llama_model_load_from_file(argv[2], params);
    if (!model) die("cannot load", argv[2]);
    struct llama_context * context = new_context(model, argv[3]);
    static char text[MAX_TEXT];
    for (int i = 4; i < argc; i++) {
        int length = read_file(argv[i], text);
        print_logits(context, llama_model_get_vocab(model), text, length);
    }
    llama_free(context);
    llama_model_free(model);
    return 0;
}
