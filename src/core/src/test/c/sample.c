// Draws tokens from rows of logits by chains of llama.cpp's C API alone: what the Java API has to equal.
//
//   sample BACKENDS MODEL LOGITS DRAWS CHAIN...
//
// LOGITS holds rows of floats, one for each token of the vocabulary, used in turn. A chain is "NAME NUMBER...;...", as
// in "top-k 40;dist 42". Prints one line of token ids for each chain.
#include "ggml-backend.h"
#include "llama.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_BIASES = 256, MAX_CHAIN = 1024 };

static void quiet(enum ggml_log_level level, const char * text, void * data) {
    (void) level; (void) text; (void) data;
}

static void die(const char * what, const char * detail) {
    fprintf(stderr, "%s: %s\n", what, detail);
    exit(1);
}

static float * read_rows(const char * path, int vocabulary, int * rows) {
    FILE * file = fopen(path, "rb");
    if (!file) die("cannot open", path);
    fseek(file, 0, SEEK_END);
    *rows = (int) (ftell(file) / (long) (vocabulary * sizeof(float)));
    rewind(file);
    float * logits = malloc((size_t) *rows * vocabulary * sizeof(float));
    if (*rows < 1 || fread(logits, vocabulary * sizeof(float), *rows, file) != (size_t) *rows) die("cannot read", path);
    fclose(file);
    return logits;
}

static struct llama_sampler * new_biases(const struct llama_vocab * vocab, const double * n, int count) {
    llama_logit_bias biases[MAX_BIASES];
    int size = 0;
    for (int i = 0; i + 1 < count; i += 2) biases[size++] = (llama_logit_bias) { (llama_token) n[i], (float) n[i + 1] };
    return llama_sampler_init_logit_bias(llama_vocab_n_tokens(vocab), size, biases);
}

static struct llama_sampler * new_step(const struct llama_vocab * vocab, char * text) {
    double n[2 * MAX_BIASES] = { 0 };
    int count = 0;
    char * rest;
    const char * name = strtok_r(text, " ", &rest);
    for (char * number; (number = strtok_r(NULL, " ", &rest)) != NULL;) n[count++] = atof(number);
    const char * breakers[] = { "\n", ":", "\"", "*" };
    int size = llama_vocab_n_tokens(vocab);
    if (!strcmp(name, "greedy")) return llama_sampler_init_greedy();
    if (!strcmp(name, "dist")) return llama_sampler_init_dist(n[0]);
    if (!strcmp(name, "mirostat")) return llama_sampler_init_mirostat(size, n[0], n[1], n[2], n[3]);
    if (!strcmp(name, "mirostat-v2")) return llama_sampler_init_mirostat_v2(n[0], n[1], n[2]);
    if (!strcmp(name, "adaptive-p")) return llama_sampler_init_adaptive_p(n[0], n[1], n[2]);
    if (!strcmp(name, "top-k")) return llama_sampler_init_top_k(n[0]);
    if (!strcmp(name, "top-p")) return llama_sampler_init_top_p(n[0], 1);
    if (!strcmp(name, "min-p")) return llama_sampler_init_min_p(n[0], 1);
    if (!strcmp(name, "typical")) return llama_sampler_init_typical(n[0], 1);
    if (!strcmp(name, "top-n-sigma")) return llama_sampler_init_top_n_sigma(n[0]);
    if (!strcmp(name, "xtc")) return llama_sampler_init_xtc(n[0], n[1], 1, n[2]);
    if (!strcmp(name, "temp")) return llama_sampler_init_temp(n[0]);
    if (!strcmp(name, "temp-ext")) return llama_sampler_init_temp_ext(n[0], n[1], n[2]);
    if (!strcmp(name, "penalties")) return llama_sampler_init_penalties(size, n[0], n[1], n[2], n[3]);
    if (!strcmp(name, "dry")) return llama_sampler_init_dry(vocab, n[0], n[1], n[2], n[3], breakers, 4);
    if (!strcmp(name, "logit-bias")) return new_biases(vocab, n, count);
    if (!strcmp(name, "infill")) return llama_sampler_init_infill(vocab);
    die("unknown step", name);
    return NULL;
}

static struct llama_sampler * new_chain(const struct llama_vocab * vocab, const char * description) {
    struct llama_sampler * chain = llama_sampler_chain_init(llama_sampler_chain_default_params());
    char text[MAX_CHAIN];
    snprintf(text, sizeof text, "%s", description);
    char * rest;
    for (char * step = strtok_r(text, ";", &rest); step; step = strtok_r(NULL, ";", &rest))
        llama_sampler_chain_add(chain, new_step(vocab, step));
    return chain;
}

static llama_token draw(struct llama_sampler * chain, const float * logits, llama_token_data * data, int size) {
    for (int id = 0; id < size; id++) data[id] = (llama_token_data) { id, logits[id], 0.0f };
    llama_token_data_array array = { data, size, -1, false };
    llama_sampler_apply(chain, &array);
    llama_token token = array.data[array.selected].id;
    llama_sampler_accept(chain, token);
    return token;
}

int main(int argc, char ** argv) {
    if (argc < 6) die("usage", "sample BACKENDS MODEL LOGITS DRAWS CHAIN...");
    llama_log_set(quiet, NULL);
    ggml_backend_load_all_from_path(argv[1]);
    struct llama_model_params params = llama_model_default_params();
    params.vocab_only = true;
    struct llama_model * model = llama_model_load_from_file(argv[2], params);
    if (!model) die("cannot load", argv[2]);
    const struct llama_vocab * vocab = llama_model_get_vocab(model);
    int size = llama_vocab_n_tokens(vocab);
    int rows;
    float * logits = read_rows(argv[3], size, &rows);
    llama_token_data * data = malloc(size * sizeof *data);
    for (int i = 5; i < argc; i++) {
        struct llama_sampler * chain = new_chain(vocab, argv[i]);
        for (int n = 0; n < atoi(argv[4]); n++) printf("%d ", draw(chain, logits + (size_t) (n % rows) * size, data, size));
        printf("\n");
        llama_sampler_free(chain);
    }
    llama_model_free(model);
    return 0;
}
