package dev.panallama;

import dev.panallama.gguf.Gguf;
import dev.panallama.gguf.GgufTensor;
import dev.panallama.gguf.GgufType;
import dev.panallama.gguf.GgufValue;
import dev.panallama.gguf.GgufWriter;
import dev.panallama.gguf.TensorType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/// A LoRA adapter of random numbers: as a file, and merged into a model's weights.
public final class TinyLora {
    static final float ALPHA = 8;

    private final GgufWriter writer = new GgufWriter();
    private final int rank;
    private final TensorType type;
    private final List<Pair> pairs = new ArrayList<>();

    /// @param out the columns of the second matrix, for all `count` matrices of the tensor
    private record Pair(String target, boolean embedding, int in, int out, int count, float[] a, float[] b) {}

    private TinyLora(int rank, TensorType type) {
        this.rank = rank;
        this.type = type;
    }

    /// Returns an adapter for all matrices of a model whose names match, with an effect of their own size.
    public static TinyLora random(Path base, int seed, int rank, String targets) throws IOException {
        return random(base, seed, rank, targets, TensorType.F32);
    }

    static TinyLora random(Path base, int seed, int rank, String targets, TensorType type) throws IOException {
        Gguf model = Gguf.read(base);
        var lora = new TinyLora(rank, type);
        lora.writer.put("general.type", GgufValue.text("adapter"))
                .put("general.architecture", model.metadata().get("general.architecture"))
                .put("general.name", GgufValue.text("tiny adapter " + seed))
                .put("adapter.type", GgufValue.text("lora"))
                .put("adapter.lora.alpha", GgufValue.float32(ALPHA));
        var random = new Random(seed);
        for (GgufTensor it : model.tensors())
            if (it.shape().size() > 1 && it.name().matches(targets)) lora.add(it, random);
        if (lora.pairs.isEmpty()) throw new AssertionError("no tensor is named " + targets);
        return lora;
    }

    private void add(GgufTensor target, Random random) {
        boolean embedding = target.name().startsWith("token_embd");
        int in = target.shape().get(0).intValue();
        int out = target.shape().get(1).intValue();
        int count = target.shape().size() > 2 ? target.shape().get(2).intValue() : 1;
        float[] a = normal(random, rank * (embedding ? out : in) * count, embedding ? 1 : 1 / Math.sqrt(in));
        float[] b = normal(random, rank * (embedding ? in : out) * count, 0.5 / ALPHA * Math.sqrt(rank));
        pairs.add(new Pair(target.name(), embedding, in, out, count, a, b));
        write(target.name() + ".lora_a", a, embedding ? rank : in, embedding ? out : rank, count);
        write(target.name() + ".lora_b", b, rank, embedding ? in : out, count);
    }

    private void write(String name, float[] numbers, long row, long rows, long count) {
        if (count == 1) writer.tensor(name, type, numbers, row, rows);
        else writer.tensor(name, type, numbers, row, rows, count);
    }

    private float[] normal(Random random, int count, double deviation) {
        var numbers = new float[count];
        for (int i = 0; i < count; i++) {
            float number = (float) (deviation * random.nextGaussian());
            numbers[i] = type == TensorType.F16 ? Float.float16ToFloat(Float.floatToFloat16(number)) : number;
        }
        return numbers;
    }

    /// Sets a value of the metadata.
    TinyLora put(String key, GgufValue value) {
        writer.put(key, value);
        return this;
    }

    /// Makes it an activated adapter.
    TinyLora activatedBy(int... tokens) {
        return put("adapter.alora.invocation_tokens", new GgufValue.Array(
                GgufType.UINT32, IntStream.of(tokens).mapToObj(it -> (long) it).toList()));
    }

    /// Writes the adapter.
    public Path write(Path file) throws IOException {
        writer.write(file);
        return file;
    }

    /// Adds `scale * alpha / rank * B * A` to the weights.
    TinyLora mergeInto(EditedModel model, float scale) {
        for (Pair it : pairs) {
            float[] weights = model.numbers(it.target);
            for (int matrix = 0; matrix < it.count; matrix++)
                for (int o = 0; o < it.out; o++)
                    for (int i = 0; i < it.in; i++) {
                        int at = (matrix * it.out + o) * it.in + i;
                        weights[at] = (float) (weights[at] + scale * ALPHA / rank * product(it, matrix, o, i));
                    }
        }
        return this;
    }

    private double product(Pair it, int matrix, int o, int i) {
        double sum = 0;
        for (int r = 0; r < rank; r++)
            sum += it.embedding
                    ? (double) it.a[o * rank + r] * it.b[i * rank + r]
                    : (double) it.a[(matrix * rank + r) * it.in + i] * it.b[(matrix * it.out + o) * rank + r];
        return sum;
    }
}
