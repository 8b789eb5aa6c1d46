package dev.panallama;

import static dev.panallama.TinyLayers.EXPERTS;
import static dev.panallama.TinyLayers.FEED_FORWARD;
import static dev.panallama.TinyLayers.HEADS;
import static dev.panallama.TinyLayers.WIDTH;
import static dev.panallama.TinyLayers.attention;
import static dev.panallama.TinyLayers.basics;
import static dev.panallama.TinyLayers.biased;
import static dev.panallama.TinyLayers.feedForward;
import static dev.panallama.TinyLayers.layerNorm;
import static dev.panallama.TinyLayers.transformer;

import dev.panallama.gguf.GgufValue;
import java.nio.file.Path;
import java.util.List;

/// Models like [TinyModels] of more families: transformers of 2 layers, which differ from a llama by little.
public final class TinyTransformers {
    private static final List<String> BLOCKS = List.of("blk.0.", "blk.1.");

    private TinyTransformers() {}

    /// Returns one model of each family.
    public static List<Path> all() {
        return List.of(gemma(), gemma2(), phi3(), starcoder2(), smolLm3(), qwen3Experts());
    }

    /// Returns a gemma, which scores tokens with its embedding.
    public static Path gemma() {
        return TinyModels.written("gemma", () -> {
            TinyWeights it = transformer("gemma", TinyVocabulary.sentencePiece(), 2, 1, 32);
            for (String block : BLOCKS) {
                attention(it, block, 1, 32);
                feedForward(it, block);
            }
            return it;
        });
    }

    /// Returns a gemma 2: the first layer has a sliding window of 32 tokens.
    public static Path gemma2() {
        return TinyModels.written("gemma2", () -> {
            TinyWeights it = transformer("gemma2", TinyVocabulary.sentencePiece(), 2, 2, 16)
                    .set("attention.sliding_window", 32)
                    .set("attn_logit_softcapping", GgufValue.float32(50))
                    .set("final_logit_softcapping", GgufValue.float32(30));
            for (String block : BLOCKS) {
                attention(it, block, 2, 16);
                it.norm(block + "post_attention_norm", WIDTH).norm(block + "post_ffw_norm", WIDTH);
                feedForward(it, block);
            }
            return it;
        });
    }

    /// Returns a Phi 3: queries, keys and values in one matrix, and so are both halves of what is gated.
    public static Path phi3() {
        return TinyModels.written("phi3", () -> {
            TinyWeights it = transformer("phi3", TinyVocabulary.sentencePiece(), 2, 2, 16).output(WIDTH);
            for (String block : BLOCKS)
                it.norm(block + "attn_norm", WIDTH)
                        .matrix(block + "attn_qkv", WIDTH, WIDTH + 2 * 2 * 16)
                        .matrix(block + "attn_output", WIDTH, WIDTH)
                        .norm(block + "ffn_norm", WIDTH)
                        .matrix(block + "ffn_up", WIDTH, 2 * FEED_FORWARD)
                        .matrix(block + "ffn_down", FEED_FORWARD, WIDTH);
            return it;
        });
    }

    /// Returns a StarCoder 2: biases everywhere; byte pairs.
    public static Path starcoder2() {
        return TinyModels.written("starcoder2", () -> {
            TinyWeights it = basics("starcoder2", TinyVocabulary.bytePairs(), 2, 1024)
                    .set("feed_forward_length", FEED_FORWARD)
                    .set("attention.head_count", HEADS)
                    .set("attention.head_count_kv", 2)
                    .set("attention.layer_norm_epsilon", GgufValue.float32(1e-5))
                    .set("rope.freq_base", GgufValue.float32(10_000))
                    .output(WIDTH);
            layerNorm(it, "output_norm");
            for (String block : BLOCKS) {
                layerNorm(it, block + "attn_norm");
                biased(it, block + "attn_q", WIDTH, WIDTH);
                biased(it, block + "attn_k", WIDTH, 2 * 16);
                biased(it, block + "attn_v", WIDTH, 2 * 16);
                biased(it, block + "attn_output", WIDTH, WIDTH);
                layerNorm(it, block + "ffn_norm");
                biased(it, block + "ffn_up", WIDTH, FEED_FORWARD);
                biased(it, block + "ffn_down", FEED_FORWARD, WIDTH);
            }
            return it;
        });
    }

    /// Returns a SmolLM 3, which rotates nothing in every fourth layer; byte pairs.
    public static Path smolLm3() {
        return TinyModels.written("smollm3", () -> {
            TinyWeights it = transformer("smollm3", TinyVocabulary.bytePairs(), 2, 2, 16).output(WIDTH);
            for (String block : BLOCKS) {
                attention(it, block, 2, 16);
                feedForward(it, block);
            }
            return it;
        });
    }

    /// Returns a Qwen 3 with 4 experts, of which 2 are used.
    public static Path qwen3Experts() {
        return TinyModels.written("qwen3moe", () -> {
            TinyWeights it = transformer("qwen3moe", TinyVocabulary.bytePairs(), 2, 2, 16)
                    .set("expert_count", EXPERTS)
                    .set("expert_used_count", 2)
                    .set("expert_feed_forward_length", WIDTH)
                    .output(WIDTH);
            for (String block : BLOCKS) {
                attention(it, block, 2, 16);
                it.norm(block + "attn_q_norm", 16)
                        .norm(block + "attn_k_norm", 16)
                        .norm(block + "ffn_norm", WIDTH)
                        .matrix(block + "ffn_gate_inp", WIDTH, EXPERTS)
                        .experts(block + "ffn_gate_exps", WIDTH, WIDTH, EXPERTS)
                        .experts(block + "ffn_up_exps", WIDTH, WIDTH, EXPERTS)
                        .experts(block + "ffn_down_exps", WIDTH, WIDTH, EXPERTS);
            }
            return it;
        });
    }
}
