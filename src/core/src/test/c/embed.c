// Embeds texts by llama.cpp's C API alone: vectors that the Java API has to equal.
//
//   embed BACKENDS MODEL none|mean|cls|last TEXT_FILE...
//
// prints for each text its vector on one line, as the hexadecimal bits of floats; with "none" that of the last token.
#include "harness.h"

enum { TEXT = 512, SEQUENCES = 64 };

static enum llama_pooling_type pooling_of(const char * name) {
    if (strcmp(name, "none") == 0) return LLAMA_POOLING_TYPE_NONE;
    if (strcmp(name, "mean") == 0) return LLAMA_POOLING_TYPE_MEAN;
    if (strcmp(name, "cls") == 0) return LLAMA_POOLING_TYPE_CLS;
    return LLAMA_POOLING_TYPE_LAST;
}

static struct llama_context * new_embedding_context(struct llama_model * model, enum llama_pooling_type pooling) {
    struct llama_context_params params = llama_context_default_params();
    params.n_ctx = TEXT;
    params.n_batch = TEXT;
    params.n_ubatch = TEXT;
    params.n_seq_max = SEQUENCES;
    params.kv_unified = true;
    params.n_threads = 1;
    params.n_threads_batch = 1;
    params.embeddings = true;
    params.pooling_type = pooling;
    struct llama_context * context = llama_init_from_model(model, params);
    if (!context) die("cannot make a context of", "the model");
    return context;
}

static void print_vector(struct llama_model * model, struct llama_context * context, const char * text, int length) {
    llama_token tokens[TEXT];
    int count = llama_tokenize(llama_model_get_vocab(model), text, length, tokens, TEXT, true, false);
    if (count < 1) die("cannot tokenize", text);
    llama_memory_t memory = llama_get_memory(context);
    if (memory) llama_memory_clear(memory, false);
    struct llama_batch batch = llama_batch_get_one(tokens, count);
    int code = llama_model_has_encoder(model) ? llama_encode(context, batch) : llama_decode(context, batch);
    if (code != 0) die("cannot", "compute");
    const float * vector = llama_pooling_type(context) == LLAMA_POOLING_TYPE_NONE
        ? llama_get_embeddings_ith(context, count - 1)
        : llama_get_embeddings_seq(context, 0);
    if (!vector) die("no", "embedding");
    for (int i = 0; i < llama_model_n_embd_out(model); i++) {
        unsigned bits;
        memcpy(&bits, &vector[i], sizeof(bits));
        printf("%x ", bits);
    }
    printf("\n");
}

int main(int argc, char ** argv) {
    if (argc < 5) die("usage", "embed BACKENDS MODEL none|mean|cls|last TEXT_FILE...");
    struct llama_model * model = load_model(argv[1], argv[2]);
    struct llama_context * context = new_embedding_context(model, pooling_of(argv[3]));
    static char text[MAX_TEXT];
    for (int i = 4; i < argc; i++) {
        int length = read_file(argv[i], text);
        print_vector(model, context, text, length);
    }
    llama_free(context);
    llama_model_free(model);
    return 0;
}
