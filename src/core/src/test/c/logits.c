// Computes prompts by llama.cpp's C API alone, and prints the logits after each: what the Java API has to equal.
//
//   logits BACKENDS MODEL PROMPT_FILE...
//
// prints one line for each prompt: the bits of each logit, in hexadecimal.
#include "harness.h"

static int read_tokens(const struct llama_vocab * vocab, const char * path, llama_token * tokens) {
    static char text[MAX_TEXT];
    int length = read_file(path, text);
    int count = llama_tokenize(vocab, text, length, tokens, CONTEXT, true, false);
    if (count < 1) die("cannot tokenize", path);
    return count;
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
    struct llama_model * model = load_model(argv[1], argv[2]);
    const struct llama_vocab * vocab = llama_model_get_vocab(model);
    struct llama_context * context = new_context(model);
    static llama_token tokens[CONTEXT];
    for (int i = 3; i < argc; i++) {
        int count = read_tokens(vocab, argv[i], tokens);
        llama_memory_clear(llama_get_memory(context), false);
        decode(context, tokens, count);
        print_logits(context, llama_vocab_n_tokens(vocab));
    }
    llama_free(context);
    llama_model_free(model);
    return 0;
}
