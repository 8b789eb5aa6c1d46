// Computes prompts by llama.cpp's C API alone: logits that the Java API has to equal.
//
//   logits BACKENDS MODEL auto|off PROMPT_FILE...
//
// prints for each prompt the logits of its last token on one line, as the hexadecimal bits of floats. "off" is without flash
// attention.
#include "harness.h"

static void print_logits(struct llama_context * context, const struct llama_vocab * vocab, const char * text, int length) {
    static llama_token tokens[CONTEXT];
    int count = llama_tokenize(vocab, text, length, tokens, CONTEXT, true, false);
    if (count < 1) die("cannot tokenize", text);
    llama_memory_clear(llama_get_memory(context), false);
    decode(context, tokens, count);
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
    struct llama_model * model = load_model(argv[1], argv[2]);
    struct llama_context * context = new_context(model, strcmp(argv[3], "off") != 0);
    static char text[MAX_TEXT];
    for (int i = 4; i < argc; i++) {
        int length = read_file(argv[i], text);
        print_logits(context, llama_model_get_vocab(model), text, length);
    }
    llama_free(context);
    llama_model_free(model);
    return 0;
}
