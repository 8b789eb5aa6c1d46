package dev.panallama.bench.model;

/// The numbers of a llama. Immutable.
///
/// @param vocabulary how many tokens, the first of those of the vocabulary that is copied
public record Shape(
        int layers, int width, int heads, int keyValueHeads, int feedForward, int vocabulary, int contextLength) {
    /// The shape of TinyLlama 1.1B: Llama 2's architecture with grouped-query attention.
    public static final Shape TINY_LLAMA = new Shape(22, 2048, 32, 4, 5632, 32_000, 2048);

    /// A llama that computes thousands of tokens a second: what is left is the way to C and back.
    public static final Shape TINY = new Shape(2, 64, 4, 2, 128, 2048, 1024);

    int headSize() {
        return width / heads;
    }

    int keyValueWidth() {
        return keyValueHeads * headSize();
    }
}
