// Generates from prompts by llama.cpp's C API alone: what the Java API has to equal.
//
//   generate BACKENDS MODEL greedy|random TOKENS PROMPT_FILE...
//
// prints one line of token ids for each prompt, then its times in microseconds after "#".
#include "harness.h"

static struct llama_sampler * new_sampler(const char * kind) {
    struct llama_sampler * chain = llama_sampler_chain_init(llama_sampler_chain_default_params());
    if (strcmp(kind, "greedy") == 0) {
        llama_sampler_chain_add(chain, llama_sampler_init_greedy());
    } else {
        llama_sampler_chain_add(chain, llama_sampler_init_top_k(40));
        llama_sampler_chain_add(chain, llama_sampler_init_top_p(0.95f, 1));
        llama_sampler_chain_add(chain, llama_sampler_init_temp(0.8f));
        llama_sampler_chain_add(chain, llama_sampler_init_dist(42));
    }
    return chain;
}

static void generate(struct llama_context * context, const struct llama_vocab * vocab,
                     struct llama_sampler * sampler, const char * text, int length, int wanted) {
    static llama_token tokens[CONTEXT];
    int count = llama_tokenize(vocab, text, length, tokens, CONTEXT, true, false);
    if (count < 0) die("cannot tokenize", text);
    if (count == 0) tokens[count++] = llama_vocab_bos(vocab);
    llama_memory_clear(llama_get_memory(context), false);
    long long start = llama_time_us();
    decode(context, tokens, count);
    long long prompted = llama_time_us();
    int generated = 0;
    while (generated < wanted) {
        llama_token token = llama_sampler_sample(sampler, context, -1);
        if (llama_vocab_is_eog(vocab, token)) break;
        printf("%d ", token);
        if (++generated < wanted) decode(context, &token, 1);
    }
    printf("# %d %lld %d %lld\n", count, prompted - start, generated, (long long) llama_time_us() - prompted);
    fflush(stdout);
}

int main(int argc, char ** argv) {
    if (argc < 6) die("usage", "generate BACKENDS MODEL greedy|random TOKENS PROMPT_FILE...");
    struct llama_model * model = load_model(argv[1], argv[2]);
    struct llama_context * context = new_context(model, 1);
    static char text[MAX_TEXT];
    for (int i = 5; i < argc; i++) {
        struct llama_sampler * sampler = new_sampler(argv[3]);
        int length = read_file(argv[i], text);
        generate(context, llama_model_get_vocab(model), sampler, text, length, atoi(argv[4]));
        llama_sampler_free(sampler);
    }
    llama_free(context);
    llama_model_free(model);
    return 0;
}
