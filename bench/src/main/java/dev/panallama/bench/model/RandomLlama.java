package dev.panallama.bench.model;

import dev.panallama.gguf.GgufValue;
import dev.panallama.gguf.GgufWriter;
import dev.panallama.gguf.TensorType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;

/// Writes a llama of random weights: it costs what a trained one costs. For one thread.
final class RandomLlama {
    private static final int DIFFERENT_LAYERS = 4; // after them they repeat, so that memory does for them

    private final Shape shape;
    private final GgufWriter writer = new GgufWriter();
    private final SplittableRandom random = new SplittableRandom(1);
    private final Map<String, byte[]> weights = new HashMap<>();

    private RandomLlama(Shape shape) {
        this.shape = shape;
    }

    /// Writes a file in half precision.
    ///
    /// @param vocabulary a model whose tokens it gets
    static void write(Shape shape, Path vocabulary, Path file) throws IOException {
        var llama = new RandomLlama(shape);
        llama.metadata();
        CutVocabulary.copy(vocabulary, shape.vocabulary(), llama.writer);
        llama.tensors();
        llama.writer.write(file);
    }

    private void metadata() {
        writer.put("general.architecture", GgufValue.text("llama"))
                .put("general.name", GgufValue.text("random llama"));
        set("block_count", shape.layers());
        set("context_length", shape.contextLength());
        set("embedding_length", shape.width());
        set("feed_forward_length", shape.feedForward());
        set("attention.head_count", shape.heads());
        set("attention.head_count_kv", shape.keyValueHeads());
        set("rope.dimension_count", shape.headSize());
        writer.put("llama.attention.layer_norm_rms_epsilon", GgufValue.float32(1e-5))
                .put("llama.rope.freq_base", GgufValue.float32(10_000));
    }

    private void set(String key, int value) {
        writer.put("llama." + key, GgufValue.uint32(value));
    }

    private void tensors() {
        int width = shape.width();
        matrix("token_embd", "token_embd", width, shape.vocabulary());
        for (int i = 0; i < shape.layers(); i++) {
            layer("blk.%d.".formatted(i), "%d ".formatted(i % DIFFERENT_LAYERS));
        }
        norm("output_norm");
        matrix("output", "output", width, shape.vocabulary());
    }

    private void layer(String block, String kind) {
        int width = shape.width();
        norm(block + "attn_norm");
        matrix(block + "attn_q", kind + "q", width, width);
        matrix(block + "attn_k", kind + "k", width, shape.keyValueWidth());
        matrix(block + "attn_v", kind + "v", width, shape.keyValueWidth());
        matrix(block + "attn_output", kind + "o", width, width);
        norm(block + "ffn_norm");
        matrix(block + "ffn_gate", kind + "gate", width, shape.feedForward());
        matrix(block + "ffn_up", kind + "up", width, shape.feedForward());
        matrix(block + "ffn_down", kind + "down", shape.feedForward(), width);
    }

    private void norm(String name) {
        var ones = new float[shape.width()];
        Arrays.fill(ones, 1);
        writer.tensor(name + ".weight", TensorType.F32, ones, ones.length);
    }

    private void matrix(String name, String kind, int in, int out) {
        byte[] data = weights.computeIfAbsent(kind, _ -> random(in, out));
        writer.tensor(name + ".weight", TensorType.F16, data, in, out);
    }

    /// Evenly spread numbers whose size keeps what comes out about as large as what goes in.
    private byte[] random(int in, int out) {
        double bound = Math.sqrt(3.0 / in);
        var data = ByteBuffer.allocate(in * out * Short.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        while (data.hasRemaining()) data.putShort(Float.floatToFloat16((float) (random.nextDouble(2 * bound) - bound)));
        return data.array();
    }
}
