// Computes prompts by llama.cpp's C API alone, and prints the logits after each: what the Java API has to equal.
//
//   logits BACKENDS MODEL PROMPT_FILE...
//
// prints one line for each prompt: the bits of each logit, in hexadecimal.
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

static int read_tokens(const struct llama_vocab * vocab, const char * path, llama_token * tokens) {
    static char text[MAX_TEXT];
    FILE * file = fopen(path, "rb");
    if (!file) die("cannot open", path);
    int length = (int) fread(text, 1, MAX_TEXT, file);
    fclose(file);
    int count = llama_tokenize(vocab, text, length, tokens, CONTEXT, true, false);
    if (count < 1) die("cannot tokenize", path);
    return count;
}

static struct llama_context * new_context(struct llama_model * model) {
    struct llama_context_params params = llama_context_default_params();
    params.n_ctx = CONTEXT;
    params.n_batch = BATCH;
    params.n_ubatch = BATCH;
    params.n_threads = 1;
    params.n_threads_batch = 1;
    struct llama_context * context = llama_init_from_model(model, params);
    if (!context) die("cannot make a context of", "the model");
    return context;
}

static void print_logits(struct llama_context * context, int count) {
    const float * logits = llama_get_logits_ith(context, -1);
    for (int i = 0; i < count; i++) {
        unsigned bits;
        memcpy(&bits, logits + i, sizeof bits);
        printf("%x ", bits);
    }
    printf("\n");
}

int main(int argc, char ** argv) {
    if (argc < 4) die("usage", "logits BACKENDS MODEL PROMPT_FILE...");
    llama_log_set(quiet, NULL);
    ggml_backend_load_all_from_path(argv[1]);
    struct llama_model * model = llama_model_load_from_file(argv[2], llama_model_default_params());
    if (!model) die("cannot load", argv[2]);
    const struct llama_vocab * vocab = llama_model_get_vocab(model);
    struct llama_context * context = new_context(model);
    static llama_token tokens[CONTEXT];
    for (int i = 3; i < argc; i++) {
        int count = read_tokens(vocab, argv[i], tokens);
        llama_memory_clear(llama_get_memory(context), false);
        for (int from = 0; from < count; from += BATCH) {
            int size = count - from < BATCH ? count - from : BATCH;
            if (llama_decode(context, llama_batch_get_one(tokens + from, size)) != 0) die("cannot", "decode");
        }
        print_logits(context, llama_vocab_n_tokens(vocab));
    }
    llama_free(context);
    llama_model_free(model);
    return 0;
}
