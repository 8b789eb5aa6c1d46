package dev.panallama;

import static dev.panallama.TinyLayers.FEED_FORWARD;
import static dev.panallama.TinyLayers.HEADS;
import static dev.panallama.TinyLayers.INNER;
import static dev.panallama.TinyLayers.STATE;
import static dev.panallama.TinyLayers.WIDTH;
import static dev.panallama.TinyLayers.basics;
import static dev.panallama.TinyLayers.feedForward;
import static dev.panallama.TinyLayers.recurrent;

import dev.panallama.gguf.GgufValue;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// Models of further families, for what depends on the shape alone.
final class TinyFamilies {
    private static final int RANK = 32;
    private static final int TURNED = 16;

    private TinyFamilies() {}

    /// Writes a DeepSeek 2: 2 layers of latent attention, keys compressed to 32 numbers and 16 that are turned.
    static Path deepseek2(Path folder) throws IOException {
        TinyWeights it = basics("deepseek2", TinyVocabulary.sentencePiece(), 2, 1024)
                .set("feed_forward_length", FEED_FORWARD)
                .set("attention.head_count", HEADS)
                .set("attention.head_count_kv", 1)
                .set("attention.key_length", RANK + TURNED)
                .set("attention.value_length", RANK)
                .set("attention.key_length_mla", 2 * TURNED)
                .set("attention.value_length_mla", TURNED)
                .set("attention.q_lora_rank", RANK)
                .set("attention.kv_lora_rank", RANK)
                .set("attention.layer_norm_rms_epsilon", GgufValue.float32(1e-5))
                .set("rope.dimension_count", TURNED)
                .set("leading_dense_block_count", 2)
                .set("expert_feed_forward_length", FEED_FORWARD)
                .set("expert_shared_count", 1)
                .norm("output_norm", WIDTH)
                .output(WIDTH);
        for (String block : List.of("blk.0.", "blk.1.")) {
            it.norm(block + "attn_norm", WIDTH)
                    .matrix(block + "attn_q_a", WIDTH, RANK)
                    .norm(block + "attn_q_a_norm", RANK)
                    .matrix(block + "attn_q_b", RANK, HEADS * 2 * TURNED)
                    .matrix(block + "attn_kv_a_mqa", WIDTH, RANK + TURNED)
                    .norm(block + "attn_kv_a_norm", RANK)
                    .experts(block + "attn_k_b", TURNED, RANK, HEADS)
                    .experts(block + "attn_v_b", RANK, TURNED, HEADS)
                    .matrix(block + "attn_output", HEADS * TURNED, WIDTH);
            feedForward(it, block);
        }
        return written(it, folder.resolve("deepseek2.gguf"));
    }

    /// Writes a Mamba 2: 2 recurrent layers of 4 heads.
    static Path mamba2(Path folder) throws IOException {
        int channels = INNER + 2 * STATE;
        TinyWeights it = recurrent(basics("mamba2", TinyVocabulary.sentencePiece(), 2, 1024))
                .set("ssm.group_count", 1)
                .set("feed_forward_length", 0)
                .set("attention.head_count", 0)
                .norm("output_norm", WIDTH)
                .output(WIDTH);
        for (String block : List.of("blk.0.", "blk.1.")) {
            it.norm(block + "attn_norm", WIDTH)
                    .matrix(block + "ssm_in", WIDTH, 2 * INNER + 2 * STATE + HEADS)
                    .table(block + "ssm_conv1d", 4, channels, 0.3)
                    .bias(block + "ssm_conv1d", channels)
                    .bias(block + "ssm_dt", HEADS)
                    .tensor(block + "ssm_a", it.normal(HEADS, -1, 0.1), 1, HEADS)
                    .tensor(block + "ssm_d", it.normal(HEADS, 1, 0.1), 1, HEADS)
                    .tensor(block + "ssm_norm.weight", it.normal(INNER, 1, 0.1), INNER, 1)
                    .matrix(block + "ssm_out", INNER, WIDTH);
        }
        return written(it, folder.resolve("mamba2.gguf"));
    }

    private static Path written(TinyWeights weights, Path file) throws IOException {
        weights.writer().write(file);
        return file;
    }
}
