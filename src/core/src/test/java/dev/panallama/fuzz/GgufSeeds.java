package dev.panallama.fuzz;

import dev.panallama.LlamaSource;
import dev.panallama.TestModels;
import dev.panallama.TinyModels;
import dev.panallama.TinyTransformers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The good files that mutations begin with: small, and one of each kind of model and vocabulary.
final class GgufSeeds {
    private static final int TOKENS = 4096;

    private GgufSeeds() {}

    static List<Path> write(Path folder) throws IOException {
        var seeds = new ArrayList<>(List.of(TinyModels.llama(), TinyModels.mixtureOfExperts(), TinyModels.gemma3(),
                TinyModels.qwen2(), TinyModels.mamba(), TinyModels.t5(), TinyModels.bert(), TinyModels.bertRanker(),
                TinyModels.qwen3Embedder(), TinyModels.gpt2(), TinyModels.olmo2(), TinyModels.jamba(),
                TinyModels.bertWithoutVocabulary()));
        for (String it : List.of("rwkv", "plamo2", "gemma4", "bert", "t5", "gpt2")) seeds.add(TinyModels.llamaOf(it));
        seeds.addAll(TinyTransformers.all());
        seeds.add(smolLm2(folder.resolve("smol.gguf")));
        seeds.add(charactersReplaced(folder.resolve("charsmap.gguf")));
        return seeds;
    }

    /// Writes one layer of a real model, with the first of its tokens.
    private static Path smolLm2(Path file) throws IOException {
        GgufPieces it = GgufPieces.read(TestModels.smolLm2());
        it.tensors.removeIf(tensor -> tensor.name.startsWith("blk.") && !tensor.name.startsWith("blk.0."));
        it.entry("llama.block_count").orElseThrow().elements = List.of(GgufPieces.number(1, GgufPieces.UINT32));
        it.entry("llama.vocab_size").ifPresent(size -> it.entries.remove(size));
        for (GgufPieces.Entry entry : it.entries)
            if (entry.isArray() && entry.elements.size() > TOKENS)
                entry.elements = new ArrayList<>(entry.elements.subList(0, TOKENS));
        for (GgufPieces.Tensor tensor : it.tensors)
            if (tensor.name.equals("token_embd.weight")) tensor.shape = List.of(tensor.shape.getFirst(), (long) TOKENS);
        return Files.write(file, it.bytes());
    }

    /// Writes a T5 vocabulary with the table of replacements of a real one.
    private static Path charactersReplaced(Path file) throws IOException {
        Path real = LlamaSource.models().stream()
                .filter(it -> it.endsWith("ggml-vocab-nomic-bert-moe.gguf"))
                .findFirst()
                .orElseThrow();
        GgufPieces it = GgufPieces.read(TinyModels.llamaOf("t5"));
        it.entries.add(GgufPieces.read(real).entry("tokenizer.ggml.precompiled_charsmap").orElseThrow());
        return Files.write(file, it.bytes());
    }
}
