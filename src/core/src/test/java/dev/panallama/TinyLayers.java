package dev.panallama;

import dev.panallama.gguf.GgufValue;

/// The metadata and layers that tiny models have in common.
final class TinyLayers {
    static final int WIDTH = 64;
    static final int FEED_FORWARD = 128;
    static final int HEADS = 4;
    static final int STATE = 16; // of a recurrent layer
    static final int INNER = 2 * WIDTH;
    static final int TIME_STEP_RANK = 4;
    static final int CONVOLUTION = 4;
    static final int EXPERTS = 4;
    static final int BUCKETS = 8;

    private TinyLayers() {}

    static TinyWeights basics(String architecture, TinyVocabulary vocabulary, int layers, int context) {
        return new TinyWeights(architecture, vocabulary)
                .set("block_count", layers)
                .set("context_length", context)
                .set("embedding_length", WIDTH)
                .embedding(WIDTH, architecture.equals("gemma3") ? 1 / Math.sqrt(WIDTH) : 1); // gemma scales it back up
    }

    static TinyWeights transformer(
            String architecture, TinyVocabulary vocabulary, int layers, int keyValueHeads, int headSize) {
        return basics(architecture, vocabulary, layers, 1024)
                .set("feed_forward_length", FEED_FORWARD)
                .set("attention.head_count", HEADS)
                .set("attention.head_count_kv", keyValueHeads)
                .set("attention.key_length", headSize)
                .set("attention.value_length", headSize)
                .set("attention.layer_norm_rms_epsilon", GgufValue.float32(1e-5))
                .set("rope.dimension_count", headSize)
                .set("rope.freq_base", GgufValue.float32(10_000))
                .norm("output_norm", WIDTH);
    }

    static TinyWeights sliding(TinyWeights it) {
        return it.set("attention.sliding_window", 32).set("attention.sliding_window_pattern", 2);
    }

    static TinyWeights recurrent(TinyWeights it) {
        return it.set("ssm.conv_kernel", CONVOLUTION)
                .set("ssm.inner_size", INNER)
                .set("ssm.state_size", STATE)
                .set("ssm.time_step_rank", TIME_STEP_RANK)
                .set("attention.layer_norm_rms_epsilon", GgufValue.float32(1e-5));
    }

    static void attention(TinyWeights it, String block, int keyValueHeads, int headSize) {
        it.norm(block + "attn_norm", WIDTH);
        projections(it, block + "attn_", "output", keyValueHeads * headSize, HEADS * headSize);
    }

    static void projections(TinyWeights it, String prefix, String out, int keyValueWidth, int queryWidth) {
        it.matrix(prefix + "q", WIDTH, queryWidth)
                .matrix(prefix + "k", WIDTH, keyValueWidth)
                .matrix(prefix + "v", WIDTH, keyValueWidth)
                .matrix(prefix + out, queryWidth, WIDTH);
    }

    static void feedForward(TinyWeights it, String block) {
        it.norm(block + "ffn_norm", WIDTH);
        gated(it, block);
    }

    static void gated(TinyWeights it, String block) {
        it.matrix(block + "ffn_gate", WIDTH, FEED_FORWARD)
                .matrix(block + "ffn_up", WIDTH, FEED_FORWARD)
                .matrix(block + "ffn_down", FEED_FORWARD, WIDTH);
    }

    /// The state decays by `exp(dt * a)`: `a` is negative, and `dt` small at first.
    static void stateSpace(TinyWeights it, String block) {
        var decay = new float[STATE * INNER];
        for (int i = 0; i < decay.length; i++) decay[i] = -(1 + i % STATE);
        it.matrix(block + "ssm_in", WIDTH, 2 * INNER)
                .tensor(block + "ssm_conv1d.weight", it.normal(CONVOLUTION * INNER, 0, 0.5), CONVOLUTION, INNER)
                .bias(block + "ssm_conv1d", INNER)
                .matrix(block + "ssm_x", INNER, TIME_STEP_RANK + 2 * STATE)
                .matrix(block + "ssm_dt", TIME_STEP_RANK, INNER)
                .vector(block + "ssm_dt.bias", INNER, -2, 0.5)
                .tensor(block + "ssm_a", decay, STATE, INNER)
                .vector(block + "ssm_d", INNER, 1, 0.1)
                .matrix(block + "ssm_out", INNER, WIDTH);
    }

    static void layerNorm(TinyWeights it, String name) {
        it.norm(name, WIDTH).bias(name, WIDTH);
    }

    static void biased(TinyWeights it, String name, int in, int out) {
        it.matrix(name, in, out).bias(name, out);
    }
}
