// Generates from prompts by llama.cpp's C API alone: what the Java API has to equal.
//
//   generate BACKENDS MODEL KIND[+KIND] TOKENS PROMPT_FILE...
//
// where KIND is greedy or random, prints one line of token ids for each prompt and each kind, then its times in microseconds
// after "#". The second kind goes on from the same prompt, whose last token is computed again.
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

static int append(struct llama_context * context, const struct llama_vocab * vocab, const char * path,
                  llama_token * tokens) {
    static char text[MAX_TEXT];
    int length = read_file(path, text);
    int count = llama_tokenize(vocab, text, length, tokens, CONTEXT, true, false);
    if (count < 0) die("cannot tokenize", text);
    if (count == 0) tokens[count++] = llama_vocab_bos(vocab);
    llama_memory_clear(llama_get_memory(context), false);
    decode(context, tokens, count);
    return count;
}

static void rewind_to(struct llama_context * context, llama_token * tokens, int count) {
    llama_memory_seq_rm(llama_get_memory(context), 0, count - 1, -1);
    decode(context, tokens + count - 1, 1);
}

static void generate(struct llama_context * context, const struct llama_vocab * vocab, const char * kind, int wanted) {
    struct llama_sampler * sampler = new_sampler(kind);
    long long start = llama_time_us();
    int generated = 0;
    while (generated < wanted) {
        llama_token token = llama_sampler_sample(sampler, context, -1);
        if (llama_vocab_is_eog(vocab, token)) break;
        printf("%d ", token);
        if (++generated < wanted) decode(context, &token, 1);
    }
    printf("# %d %lld", generated, (long long) llama_time_us() - start);
    llama_sampler_free(sampler);
}

int main(int argc, char ** argv) {
    if (argc < 6) die("usage", "generate BACKENDS MODEL KIND[+KIND] TOKENS PROMPT_FILE...");
    struct llama_model * model = load_model(argv[1], argv[2]);
    struct llama_context * context = new_context(model, 1);
    const struct llama_vocab * vocab = llama_model_get_vocab(model);
    char * second = strchr(argv[3], '+');
    if (second) *second++ = '\0';
    static llama_token tokens[CONTEXT];
    for (int i = 5; i < argc; i++) {
        long long start = llama_time_us();
        int count = append(context, vocab, argv[i], tokens);
        long long micros = llama_time_us() - start;
        generate(context, vocab, argv[3], atoi(argv[4]));
        printf(" %d %lld\n", count, micros);
        if (second) {
            rewind_to(context, tokens, count);
            generate(context, vocab, second, atoi(argv[4]));
            printf(" %d %lld\n", count, micros);
        }
        fflush(stdout);
    }
    llama_free(context);
    llama_model_free(model);
    return 0;
}
