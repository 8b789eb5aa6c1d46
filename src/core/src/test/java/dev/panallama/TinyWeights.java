package dev.panallama;

import dev.panallama.gguf.GgufValue;
import dev.panallama.gguf.GgufWriter;
import dev.panallama.gguf.TensorType;
import java.util.Random;

/// Fills a model file with seeded random weights. Scaled by the width of what goes in, they keep
/// activations near 1, so that logits differ and stay finite.
final class TinyWeights {
    private static final float OUTPUT_SCALE = 3; // of logits

    private final String architecture;
    private final TinyVocabulary vocabulary;
    private final GgufWriter writer = new GgufWriter();
    private final Random random;
    private boolean withoutVocabulary;
    private TensorType matrixType = TensorType.F32;

    TinyWeights(String architecture, TinyVocabulary vocabulary) {
        this.architecture = architecture;
        this.vocabulary = vocabulary;
        random = new Random(architecture.hashCode());
        writer.put("general.architecture", GgufValue.text(architecture));
        writer.put("general.name", GgufValue.text("tiny " + architecture));
    }

    GgufWriter writer() {
        vocabulary.writeTo(writer);
        if (withoutVocabulary) writer.put("tokenizer.ggml.model", GgufValue.text("no_vocab"));
        return writer;
    }

    /// Has the file say that the model takes numbers of tokens alone.
    TinyWeights withoutVocabulary() {
        withoutVocabulary = true;
        return set("vocab_size", vocabulary.size());
    }

    TinyWeights name(String name) {
        writer.put("general.name", GgufValue.text(name));
        return this;
    }

    /// Sets a number of the architecture.
    TinyWeights set(String key, long value) {
        return set(key, GgufValue.uint32(value));
    }

    TinyWeights set(String key, GgufValue value) {
        writer.put(architecture + "." + key, value);
        return this;
    }

    /// Stores matrices in half precision from here on, or again in single.
    TinyWeights half(boolean half) {
        matrixType = half ? TensorType.F16 : TensorType.F32;
        return this;
    }

    /// Adds a matrix that turns `in` numbers into `out`.
    TinyWeights matrix(String name, int in, int out) {
        writer.tensor(name + ".weight", matrixType, normal(in * out, 0, 1 / Math.sqrt(in)), in, out);
        return this;
    }

    /// Adds one matrix for each expert.
    TinyWeights experts(String name, int in, int out, int experts) {
        writer.tensor(
                name + ".weight", TensorType.F32, normal(in * out * experts, 0, 1 / Math.sqrt(in)), in, out, experts);
        return this;
    }

    /// Adds a table of `rows` vectors, as of positions.
    TinyWeights table(String name, int width, int rows, double deviation) {
        writer.tensor(name + ".weight", TensorType.F32, normal(width * rows, 0, deviation), width, rows);
        return this;
    }

    /// Adds a vector of any name with numbers around a mean.
    TinyWeights vector(String name, int length, double mean, double deviation) {
        writer.tensor(name, TensorType.F32, normal(length, mean, deviation), length);
        return this;
    }

    /// Adds the weights of a norm.
    TinyWeights norm(String name, int length) {
        return vector(name + ".weight", length, 1, 0.1);
    }

    TinyWeights bias(String name, int length) {
        return vector(name + ".bias", length, 0, 0.1);
    }

    TinyWeights tensor(String name, float[] values, long... shape) {
        writer.tensor(name, TensorType.F32, values, shape);
        return this;
    }

    /// Adds a vector for each token.
    TinyWeights embedding(int width, double deviation) {
        writer.tensor(
                "token_embd.weight",
                TensorType.F16,
                normal(width * vocabulary.size(), 0, deviation),
                width,
                vocabulary.size());
        return this;
    }

    /// Adds the matrix of logits. Control tokens and lone bytes get small ones, so that texts are long and readable.
    TinyWeights output(int width) {
        float[] values = normal(width * vocabulary.size(), 0, OUTPUT_SCALE / Math.sqrt(width));
        for (int id = 0; id < vocabulary.size(); id++)
            if (!vocabulary.isText(id)) for (int i = 0; i < width; i++) values[id * width + i] *= 0.1f;
        return tensor("output.weight", values, width, vocabulary.size());
    }

    float[] normal(int count, double mean, double deviation) {
        var values = new float[count];
        for (int i = 0; i < count; i++) values[i] = (float) (mean + deviation * random.nextGaussian());
        return values;
    }
}
