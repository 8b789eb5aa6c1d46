package dev.panallama.internal.memory;

import dev.panallama.gguf.TensorType;

/// The numbers of a context that its memory depends on, as they are asked for. Immutable.
///
/// @param contextLength how many tokens a sequence holds, or all that share cells
/// @param sequences how many sequences there are
/// @param shared whether they share cells
/// @param outputs how many tokens of a batch can have logits
/// @param batch how many tokens are handed over together
/// @param microBatch how many of these are computed together
/// @param keys how keys are stored
/// @param values how values are stored
/// @param fused whether attention is computed without its matrix of weights
/// @param beyondWindow whether layers with a sliding window keep all tokens
public record ContextShape(
        long contextLength,
        int sequences,
        boolean shared,
        int outputs,
        long batch,
        long microBatch,
        TensorType keys,
        TensorType values,
        boolean fused,
        boolean beyondWindow) {
    private static final int CELLS = 256; // caches are made of so many

    /// Returns how many caches lie side by side.
    int streams() {
        return shared ? 1 : sequences;
    }

    /// Returns the cells of one stream.
    long cells() {
        long all = Sizes.padded(contextLength * streams(), CELLS);
        return Sizes.padded(all / streams(), CELLS);
    }

    /// Returns the cells of one stream of a layer that looks back so many tokens.
    long cells(long window) {
        if (beyondWindow) return cells();
        long needed = window * (shared ? sequences : 1) + computed();
        return Sizes.padded(Math.min(cells(), needed), CELLS);
    }

    private long computed() {
        return Math.min(Math.min(contextLength * streams(), batch), microBatch);
    }

    /// Returns how many tokens are computed together at most.
    long tokens() {
        return Sizes.padded(computed(), sequences);
    }

    /// Returns how many of the tokens that are computed together have logits.
    long rows() {
        return Math.min(tokens(), outputs);
    }

    /// Returns the bytes of a row of so many numbers.
    static long rowBytes(TensorType type, long numbers) {
        return Sizes.product(Sizes.padded(numbers, type.blockSize()) / type.blockSize(), type.blockBytes());
    }

    static boolean isQuantized(TensorType type) {
        return type.blockSize() > 1;
    }
}
