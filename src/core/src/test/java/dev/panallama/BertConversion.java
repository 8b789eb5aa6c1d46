package dev.panallama;

import dev.panallama.gguf.GgufValue;
import dev.panallama.gguf.GgufWriter;
import dev.panallama.gguf.TensorType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.LongStream;

/// Turns all-MiniLM-L6-v2 as it is published into a GGUF file, with the names and numbers that llama.cpp's own conversion
/// gives it. The numbers stand in the model's `config.json`.
final class BertConversion {
    private static final Pattern BLOCK = Pattern.compile("encoder\\.layer\\.(\\d+)\\.(.*)\\.(weight|bias)");
    private static final int FEED_FORWARD = 1536;
    private static final int MOSTLY_F16 = 1;
    private static final int NORMAL = 1;
    private static final int CONTROL = 3;

    private static final Map<String, String> TABLES = Map.of(
            "embeddings.word_embeddings.weight", "token_embd.weight",
            "embeddings.position_embeddings.weight", "position_embd.weight",
            "embeddings.token_type_embeddings.weight", "token_types.weight",
            "embeddings.LayerNorm.weight", "token_embd_norm.weight",
            "embeddings.LayerNorm.bias", "token_embd_norm.bias");

    private static final Map<String, String> PARTS = Map.of(
            "attention.self.query", "attn_q",
            "attention.self.key", "attn_k",
            "attention.self.value", "attn_v",
            "attention.output.dense", "attn_output",
            "attention.output.LayerNorm", "attn_output_norm",
            "intermediate.dense", "ffn_up",
            "output.dense", "ffn_down",
            "output.LayerNorm", "layer_output_norm");

    private BertConversion() {}

    /// Writes `file`.
    ///
    /// @param vocabulary the lines of `vocab.txt`
    static void write(Map<String, Safetensors.Tensor> tensors, List<String> vocabulary, Path file) throws IOException {
        var writer = new GgufWriter();
        metadata(writer);
        vocabulary(writer, vocabulary);
        tensors.forEach((name, tensor) -> tensor(writer, name, tensor));
        writer.write(file);
    }

    private static void metadata(GgufWriter writer) {
        writer.put("general.architecture", GgufValue.text("bert"))
                .put("general.name", GgufValue.text("all-MiniLM-L6-v2"))
                .put("general.file_type", GgufValue.uint32(MOSTLY_F16))
                .put("general.quantization_version", GgufValue.uint32(2))
                .put("bert.block_count", GgufValue.uint32(6))
                .put("bert.context_length", GgufValue.uint32(512))
                .put("bert.embedding_length", GgufValue.uint32(384))
                .put("bert.feed_forward_length", GgufValue.uint32(FEED_FORWARD))
                .put("bert.attention.head_count", GgufValue.uint32(12))
                .put("bert.attention.layer_norm_epsilon", GgufValue.float32(1e-12))
                .put("bert.attention.causal", GgufValue.flag(false))
                .put("bert.pooling_type", GgufValue.uint32(1)); // 1_Pooling/config.json: the mean
    }

    /// A word begins with a mark, its other pieces do not.
    private static void vocabulary(GgufWriter writer, List<String> vocabulary) {
        var tokens = new ArrayList<String>();
        var types = new ArrayList<Integer>();
        for (String it : vocabulary) {
            boolean special = List.of("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]").contains(it);
            types.add(special ? CONTROL : NORMAL);
            if (special) tokens.add(it);
            else tokens.add(it.startsWith("##") ? it.substring(2) : "▁" + it);
        }
        writer.put("tokenizer.ggml.token_type_count", GgufValue.uint32(2))
                .put("tokenizer.ggml.model", GgufValue.text("bert"))
                .put("tokenizer.ggml.pre", GgufValue.text("jina-v2-en"))
                .put("tokenizer.ggml.tokens", GgufValue.texts(tokens))
                .put("tokenizer.ggml.token_type", GgufValue.int32s(types.stream().mapToInt(it -> it).toArray()))
                .put("tokenizer.ggml.bos_token_id", GgufValue.uint32(tokens.indexOf("[CLS]")))
                .put("tokenizer.ggml.eos_token_id", GgufValue.uint32(tokens.indexOf("[SEP]")))
                .put("tokenizer.ggml.unknown_token_id", GgufValue.uint32(tokens.indexOf("[UNK]")))
                .put("tokenizer.ggml.seperator_token_id", GgufValue.uint32(tokens.indexOf("[SEP]")))
                .put("tokenizer.ggml.padding_token_id", GgufValue.uint32(tokens.indexOf("[PAD]")))
                .put("tokenizer.ggml.mask_token_id", GgufValue.uint32(tokens.indexOf("[MASK]")))
                .put("tokenizer.ggml.add_bos_token", GgufValue.flag(true))
                .put("tokenizer.ggml.add_eos_token", GgufValue.flag(true))
                .put("tokenizer.ggml.add_sep_token", GgufValue.flag(false))
                .put("tokenizer.ggml.normalizer.lowercase", GgufValue.flag(true));
    }

    private static void tensor(GgufWriter writer, String name, Safetensors.Tensor tensor) {
        String renamed = renamed(name);
        if (renamed.isEmpty()) return;
        boolean small = tensor.shape().length == 1 || renamed.startsWith("position")
                || renamed.startsWith("token_types");
        long[] rowFirst = LongStream.range(0, tensor.shape().length)
                .map(it -> tensor.shape()[tensor.shape().length - 1 - (int) it])
                .toArray();
        writer.tensor(renamed, small ? TensorType.F32 : TensorType.F16, tensor.values(), rowFirst);
    }

    /// Returns an empty name for the pooler, which embeddings do not use.
    private static String renamed(String name) {
        var block = BLOCK.matcher(name);
        return block.matches()
                ? "blk.%s.%s.%s".formatted(block.group(1), PARTS.get(block.group(2)), block.group(3))
                : TABLES.getOrDefault(name, "");
    }
}
