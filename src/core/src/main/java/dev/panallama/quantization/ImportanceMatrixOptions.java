package dev.panallama.quantization;

import dev.panallama.internal.Range;

/// How an importance matrix is measured. Immutable; start from [#defaults] and change what matters.
///
/// @param chunkLength how many tokens of the text are computed together in one context
/// @param maxChunks how many chunks are computed at most
/// @param outputMatrix whether the output matrix is measured too: without, it is quantized as if all counted the same
/// @param specialTokens whether the text's special tokens, such as `<|im_start|>`, are read as such
/// @param threads the number of compute threads
/// @param gpuLayers how many layers go to GPUs, which must have room for them; [#ALL] needs no GPU where there is none
/// @param dataset a name for the text, which is kept in the matrix and in files quantized with it; empty for none
public record ImportanceMatrixOptions(int chunkLength, int maxChunks, boolean outputMatrix, boolean specialTokens,
        int threads, int gpuLayers, String dataset) {
    /// All layers.
    public static final int ALL = -1;

    /// The shortest chunk: llama.cpp does not count batches that are smaller.
    public static final int MIN_CHUNK_LENGTH = 16;

    private static final ImportanceMatrixOptions DEFAULTS = new ImportanceMatrixOptions(
            ImportanceMatrix.DEFAULT_CHUNK_LENGTH, Integer.MAX_VALUE, false, false,
            Math.max(1, Runtime.getRuntime().availableProcessors() / 2), ALL, "");

    /// @throws IllegalArgumentException if a number is out of its range
    public ImportanceMatrixOptions {
        Range.check("chunkLength", chunkLength, MIN_CHUNK_LENGTH, 1 << 24);
        Range.check("maxChunks", maxChunks, 1, Integer.MAX_VALUE);
        Range.check("threads", threads, 1, Runtime.getRuntime().availableProcessors());
        Range.check("gpuLayers", gpuLayers, ALL, Integer.MAX_VALUE);
    }

    /// Returns chunks of 512 tokens, the whole text, half the processors.
    public static ImportanceMatrixOptions defaults() {
        return DEFAULTS;
    }

    /// Returns these options with chunks of another length.
    public ImportanceMatrixOptions withChunkLength(int tokens) {
        return new ImportanceMatrixOptions(tokens, maxChunks, outputMatrix, specialTokens, threads, gpuLayers, dataset);
    }

    /// Returns these options with a limit on how much of the text is computed.
    public ImportanceMatrixOptions withMaxChunks(int chunks) {
        return new ImportanceMatrixOptions(chunkLength, chunks, outputMatrix, specialTokens, threads, gpuLayers,
                dataset);
    }

    /// Returns these options with the output matrix measured or not.
    public ImportanceMatrixOptions withOutputMatrix(boolean measured) {
        return new ImportanceMatrixOptions(chunkLength, maxChunks, measured, specialTokens, threads, gpuLayers,
                dataset);
    }

    /// Returns these options with special tokens in the text read as such or as plain text.
    public ImportanceMatrixOptions withSpecialTokens(boolean parsed) {
        return new ImportanceMatrixOptions(chunkLength, maxChunks, outputMatrix, parsed, threads, gpuLayers, dataset);
    }

    /// Returns these options with another number of threads.
    public ImportanceMatrixOptions withThreads(int count) {
        return new ImportanceMatrixOptions(chunkLength, maxChunks, outputMatrix, specialTokens, count, gpuLayers,
                dataset);
    }

    /// Returns these options with another number of layers on GPUs.
    public ImportanceMatrixOptions withGpuLayers(int layers) {
        return new ImportanceMatrixOptions(chunkLength, maxChunks, outputMatrix, specialTokens, threads, layers,
                dataset);
    }

    /// Returns these options with a name for the text.
    public ImportanceMatrixOptions withDataset(String name) {
        return new ImportanceMatrixOptions(chunkLength, maxChunks, outputMatrix, specialTokens, threads, gpuLayers,
                name);
    }
}
