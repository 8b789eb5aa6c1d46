// What plain C reaches on llama.h: loads a model, then serves commands from standard input, one a line.
//
//   baseline BACKENDS MODEL THREADS CONTEXT BATCH MICROBATCH
//   clear             forgets what was
//   prompt ID ID ...  computes tokens
//   generate N        generates as many, greedily
//
// Each is answered by "done PROMPT_NS DECODE_NS CHOOSE_NS PIECE_NS | NS:ID NS:ID ...": every token that was generated has
// its time since the command's beginning. Context, batches and flash attention are as a Panallama session has them by
// default.
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "ggml-backend.h"
#include "ggml-cpu.h"
#include "llama.h"

typedef struct ggml_threadpool *(*pool_new)(struct ggml_threadpool_params *);

static struct llama_context *context;
static const struct llama_vocab *vocab;
static int batch_size, vocab_size, end_count;
static llama_token *ends;     // they end a generation: here they are never chosen
static llama_token last = -1; // chosen, but not computed

static long long now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static void check(int good, const char *what) {
    if (good) return;
    fprintf(stderr, "baseline: %s\n", what);
    exit(1);
}

static void quiet(enum ggml_log_level level, const char *text, void *data) {
    (void)data;
    if (level == GGML_LOG_LEVEL_ERROR) fputs(text, stderr);
}

static void decode(llama_token *ids, int count) {
    for (int from = 0; from < count; from += batch_size) {
        int n = count - from < batch_size ? count - from : batch_size;
        check(llama_decode(context, llama_batch_get_one(ids + from, n)) == 0, "llama_decode failed");
    }
}

static llama_token choose(void) {
    float *logits = llama_get_logits_ith(context, -1);
    for (int i = 0; i < end_count; i++) logits[ends[i]] = -__builtin_inff();
    llama_token best = 0;
    float highest = logits[0];
    for (int i = 1; i < vocab_size; i++) {
        if (logits[i] <= highest) continue;
        highest = logits[i];
        best = i;
    }
    return best;
}

static void prompt(llama_token *ids, int count) {
    long long start = now();
    decode(ids, count);
    printf("done %lld 0 0 0 |\n", now() - start);
}

static void generate(int count) {
    long long *times = malloc(sizeof(*times) * (count + 1));
    llama_token *chosen = malloc(sizeof(*chosen) * (count + 1));
    long long decode_ns = 0, choose_ns = 0, piece_ns = 0, start = now();
    char piece[256];
    for (int i = 0; i < count; i++) {
        long long t0 = now();
        if (last >= 0) decode(&last, 1);
        long long t1 = now();
        last = chosen[i] = choose();
        long long t2 = now();
        llama_token_to_piece(vocab, last, piece, sizeof(piece), 0, false);
        long long t3 = now();
        times[i] = t3 - start;
        decode_ns += t1 - t0;
        choose_ns += t2 - t1;
        piece_ns += t3 - t2;
    }
    printf("done 0 %lld %lld %lld |", decode_ns, choose_ns, piece_ns);
    for (int i = 0; i < count; i++) printf(" %lld:%d", times[i], chosen[i]);
    printf("\n");
    free(times);
    free(chosen);
}

static void clear(void) {
    llama_memory_clear(llama_get_memory(context), false);
    last = -1;
    printf("done 0 0 0 0 |\n");
}

static void parse_prompt(char *at) {
    llama_token *ids = malloc(sizeof(*ids) * (strlen(at) / 2 + 1));
    int count = 0;
    for (char *next; ids[count] = (llama_token)strtol(at, &next, 10), next != at; at = next) count++;
    prompt(ids, count);
    free(ids);
}

static void serve(void) {
    char *line = NULL;
    size_t size = 0;
    while (getline(&line, &size, stdin) > 0) {
        if (strncmp(line, "clear", 5) == 0) clear();
        else if (strncmp(line, "prompt ", 7) == 0) parse_prompt(line + 7);
        else if (strncmp(line, "generate ", 9) == 0) generate(atoi(line + 9));
        else check(0, "there is no such command");
        fflush(stdout);
    }
    free(line);
}

static void attach_threads(int threads) {
    ggml_backend_reg_t cpu = ggml_backend_reg_by_name("CPU");
    pool_new new_pool = (pool_new)ggml_backend_reg_get_proc_address(cpu, "ggml_threadpool_new");
    struct ggml_threadpool_params params = ggml_threadpool_params_default(threads);
    struct ggml_threadpool *pool = new_pool(&params);
    check(pool != NULL, "no thread pool");
    llama_attach_threadpool(context, pool, pool);
}

int main(int count, char **arguments) {
    check(count == 7, "give BACKENDS MODEL THREADS CONTEXT BATCH MICROBATCH");
    int threads = atoi(arguments[3]);
    llama_log_set(quiet, NULL);
    ggml_backend_load_all_from_path(arguments[1]);
    struct llama_model *model = llama_model_load_from_file(arguments[2], llama_model_default_params());
    check(model != NULL, "the model cannot be loaded");
    vocab = llama_model_get_vocab(model);
    vocab_size = llama_vocab_n_tokens(vocab);
    ends = malloc(sizeof(*ends) * vocab_size);
    for (llama_token id = 0; id < vocab_size; id++)
        if (llama_vocab_is_eog(vocab, id)) ends[end_count++] = id;

    struct llama_context_params params = llama_context_default_params();
    params.n_ctx = atoi(arguments[4]);
    params.n_batch = batch_size = atoi(arguments[5]);
    params.n_ubatch = atoi(arguments[6]);
    params.n_seq_max = params.n_outputs_max = 1;
    params.n_threads = params.n_threads_batch = threads;
    params.kv_unified = true;
    params.swa_full = false;
    context = llama_init_from_model(model, params);
    check(context != NULL, "no context");
    attach_threads(threads);
    printf("ready\n");
    fflush(stdout);
    serve();
    return 0;
}
