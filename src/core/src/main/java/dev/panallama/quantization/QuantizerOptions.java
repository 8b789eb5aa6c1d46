package dev.panallama.quantization;

import dev.panallama.gguf.TensorType;
import dev.panallama.internal.Range;
import dev.panallama.internal.load.Overrides;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/// How a model file is written anew. Immutable; start from [#of] or [#copy] and change what matters.
///
/// @param quantization the type of the file
/// @param threads the number of threads; the result does not depend on it
/// @param copyOnly whether all tensors keep their types: to change metadata, prune layers, or join parts
/// @param pure whether all tensors get the file's type, without a mixture
/// @param allowRequantize whether tensors may be quantized that are quantized already, which loses quality twice
/// @param leaveOutputTensor whether the output matrix keeps its type
/// @param outputType the type of the output matrix, whatever the mixture says
/// @param embeddingType the type of the token embeddings, whatever the mixture says
/// @param rules types for tensors by name, whatever the mixture says; the first that matches counts
/// @param importanceMatrix how much each input of a tensor counts
/// @param prunedLayers the numbers of layers that are left out
/// @param metadata metadata that is added or replaced: `Long`, `Double`, `Boolean` or `String` by key; whole numbers become
///     `UINT32` and others `FLOAT32`
/// @param keepSplit whether a model in several files stays in as many
public record QuantizerOptions(
        Quantization quantization,
        int threads,
        boolean copyOnly,
        boolean pure,
        boolean allowRequantize,
        boolean leaveOutputTensor,
        Optional<TensorType> outputType,
        Optional<TensorType> embeddingType,
        List<TensorRule> rules,
        Optional<ImportanceMatrix> importanceMatrix,
        SortedSet<Integer> prunedLayers,
        Map<String, Object> metadata,
        boolean keepSplit) {

    /// @throws IllegalArgumentException if a number is out of its range, or a type is none that llama.cpp writes
    public QuantizerOptions {
        Range.check("threads", threads, 1, Runtime.getRuntime().availableProcessors());
        outputType.ifPresent(it -> Types.checkWritable("outputType", it));
        embeddingType.ifPresent(it -> Types.checkWritable("embeddingType", it));
        rules = List.copyOf(rules);
        if (!rules.isEmpty() && !quantization.isQuantized())
            throw new IllegalArgumentException(
                    "rules count for quantized files alone, and the file is to be %s: choose another".formatted(
                            quantization));
        prunedLayers = Collections.unmodifiableSortedSet(new TreeSet<>(prunedLayers));
        metadata = Overrides.checked(metadata);
    }

    /// Returns options for a type of file, on all processors.
    public static QuantizerOptions of(Quantization quantization) {
        return new QuantizerOptions(quantization, Runtime.getRuntime().availableProcessors(), false, false, false,
                false,
                Optional.empty(), Optional.empty(), List.of(), Optional.empty(), Collections.emptySortedSet(), Map.of(),
                false);
    }

    /// Returns options for a copy in which all tensors keep their types.
    public static QuantizerOptions copy() {
        var it = of(Quantization.F32);
        return new QuantizerOptions(it.quantization, it.threads, true, false, false, false, Optional.empty(),
                Optional.empty(), it.rules, Optional.empty(),
                it.prunedLayers, it.metadata, false);
    }

    /// Returns these options with another type of file.
    public QuantizerOptions withQuantization(Quantization value) {
        return new QuantizerOptions(value, threads, false, pure, allowRequantize, leaveOutputTensor, outputType,
                embeddingType, rules, importanceMatrix, prunedLayers, metadata, keepSplit);
    }

    /// Returns these options with another number of threads.
    public QuantizerOptions withThreads(int value) {
        return new QuantizerOptions(quantization, value, copyOnly, pure, allowRequantize, leaveOutputTensor, outputType,
                embeddingType, rules, importanceMatrix, prunedLayers, metadata, keepSplit);
    }

    /// Returns these options with or without a mixture.
    public QuantizerOptions withPure(boolean value) {
        return new QuantizerOptions(quantization, threads, copyOnly, value, allowRequantize, leaveOutputTensor,
                outputType, embeddingType, rules, importanceMatrix, prunedLayers, metadata, keepSplit);
    }

    /// Returns these options that do or do not allow quantized tensors to be quantized again.
    public QuantizerOptions withAllowRequantize(boolean value) {
        return new QuantizerOptions(quantization, threads, copyOnly, pure, value, leaveOutputTensor, outputType,
                embeddingType, rules, importanceMatrix, prunedLayers, metadata, keepSplit);
    }

    /// Returns these options that do or do not leave the output matrix alone.
    public QuantizerOptions withLeaveOutputTensor(boolean value) {
        return new QuantizerOptions(quantization, threads, copyOnly, pure, allowRequantize, value, outputType,
                embeddingType, rules, importanceMatrix, prunedLayers, metadata, keepSplit);
    }

    /// Returns these options with a type for the output matrix.
    public QuantizerOptions withOutputType(TensorType value) {
        return new QuantizerOptions(quantization, threads, copyOnly, pure, allowRequantize, leaveOutputTensor,
                Optional.of(value),
                embeddingType, rules, importanceMatrix, prunedLayers, metadata, keepSplit);
    }

    /// Returns these options with a type for the token embeddings.
    public QuantizerOptions withEmbeddingType(TensorType value) {
        return new QuantizerOptions(quantization, threads, copyOnly, pure, allowRequantize, leaveOutputTensor,
                outputType, Optional.of(value), rules, importanceMatrix, prunedLayers, metadata, keepSplit);
    }

    /// Returns these options with other rules.
    public QuantizerOptions withRules(List<TensorRule> value) {
        return new QuantizerOptions(quantization, threads, copyOnly, pure, allowRequantize, leaveOutputTensor,
                outputType, embeddingType, value, importanceMatrix, prunedLayers, metadata, keepSplit);
    }

    /// Returns these options with an importance matrix.
    public QuantizerOptions withImportanceMatrix(ImportanceMatrix value) {
        return new QuantizerOptions(quantization, threads, copyOnly, pure, allowRequantize, leaveOutputTensor,
                outputType, embeddingType, rules, Optional.of(value), prunedLayers, metadata, keepSplit);
    }

    /// Returns these options that leave layers out.
    public QuantizerOptions withPrunedLayers(SortedSet<Integer> value) {
        return new QuantizerOptions(quantization, threads, copyOnly, pure, allowRequantize, leaveOutputTensor,
                outputType, embeddingType, rules, importanceMatrix, value, metadata, keepSplit);
    }

    /// Returns these options with metadata to add or replace.
    public QuantizerOptions withMetadata(Map<String, Object> value) {
        return new QuantizerOptions(quantization, threads, copyOnly, pure, allowRequantize, leaveOutputTensor,
                outputType, embeddingType, rules, importanceMatrix, prunedLayers, value, keepSplit);
    }

    /// Returns these options that do or do not keep a model in several files.
    public QuantizerOptions withKeepSplit(boolean value) {
        return new QuantizerOptions(quantization, threads, copyOnly, pure, allowRequantize, leaveOutputTensor,
                outputType, embeddingType, rules, importanceMatrix, prunedLayers, metadata, value);
    }
}
