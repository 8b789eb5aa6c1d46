package dev.panallama.fuzz;

import dev.panallama.Adapters;
import dev.panallama.ControlVector;
import dev.panallama.Model;
import dev.panallama.Session;
import dev.panallama.TinyModels;
import dev.panallama.gguf.Gguf;
import dev.panallama.gguf.GgufTensor;
import dev.panallama.gguf.GgufType;
import dev.panallama.gguf.GgufValue;
import dev.panallama.gguf.GgufWriter;
import dev.panallama.gguf.TensorType;
import dev.panallama.sampler.Sampler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/// Files of adapters. Those that are taken change what a session computes. Steps: `text KEY VALUE`, `real KEY VALUE`,
/// `whole KEY TYPE VALUE`, `flag KEY`, `array KEY NUMBER...`, `tensor NAME TYPE SEED SHAPE...`, `byte OFFSET VALUE`,
/// `set OFFSET NUMBER`, `cut LENGTH`, `scale NUMBER`, `experts`, `control`.
final class AdapterFiles implements Target {
    private static final List<String> KEYS = List.of("general.type", "general.architecture", "adapter.type",
            "adapter.lora.alpha", "adapter.alora.invocation_tokens", "adapter.lora.task_name", "general.alignment", "x",
            "controlvector.model_hint", "controlvector.layer_count");
    private static final int WIDTH = 64;
    private static final int MOST_BYTES = 1 << 20;

    private final boolean control;
    private final OpenModels models = new OpenModels();
    private final List<GgufTensor> ofLlama;
    private final List<GgufTensor> ofExperts;
    private final Path file;

    private AdapterFiles(boolean control) {
        this.control = control;
        try {
            ofLlama = matrices(TinyModels.llama());
            ofExperts = matrices(TinyModels.mixtureOfExperts());
            file = Files.createTempFile("adapter", ".gguf");
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /// Returns the matrices of a model, and a vector.
    private static List<GgufTensor> matrices(Path model) throws IOException {
        List<GgufTensor> all = Gguf.read(model).tensors();
        return all.stream().filter(it -> it.shape().size() > 1 || it.name().equals("output_norm.weight")).toList();
    }

    static Target lora() {
        return new AdapterFiles(false);
    }

    static Target controlVectors() {
        return new AdapterFiles(true);
    }

    @Override
    public List<Step> steps(Dice dice) {
        var steps = new ArrayList<Step>();
        if (control) header(steps, "general.architecture", "controlvector", "controlvector.model_hint", "llama");
        else header(steps, "general.type", "adapter", "general.architecture", "llama", "adapter.type", "lora");
        if (dice.oneIn(6)) steps.add(Step.of("real", "adapter.lora.alpha", dice.anyFloat()));
        for (int i = dice.oneIn(6) ? dice.below(4) : 0; i > 0; i--) steps.add(key(dice));
        boolean experts = !control && dice.oneIn(4);
        List<GgufTensor> matrices = experts ? ofExperts : ofLlama;
        int first = dice.below(matrices.size());
        for (int i = dice.below(3); i >= 0; i--) {
            if (control) steps.add(direction(dice, 1 + i % 2));
            else pair(steps, matrices.get((first + i) % matrices.size()), dice);
        }
        if (dice.oneIn(5)) for (int i = dice.below(4); i >= 0; i--) steps.add(damage(dice));
        if (dice.oneIn(5)) steps.add(Step.of("scale", dice.anyFloat()));
        if (experts) steps.add(Step.of("experts"));
        return steps;
    }

    private static void header(List<Step> steps, String... keysAndValues) {
        for (int i = 0; i < keysAndValues.length; i += 2)
            steps.add(Step.of("text", keysAndValues[i], keysAndValues[i + 1]));
    }

    private static Step key(Dice dice) {
        String key = dice.of(KEYS);
        return switch (dice.below(5)) {
            case 0 -> Step.of("text", key, dice.of("", "llama", "lora", "x".repeat(300), "\uD800", "a\0b", "gemma3"));
            case 1 -> Step.of("real", key, dice.anyFloat());
            case 2 ->
                Step.of("whole", key, dice.of("UINT8", "INT8", "UINT32", "INT32", "UINT64", "INT64"), dice.below(128));
            case 3 -> Step.of("flag", key);
            default -> Step.of("array", key, dice.below(400), dice.anyInt() >>> 1, dice.below(400));
        };
    }

    /// Adds the two tensors for a matrix, of the right shapes or nearly so.
    private static void pair(List<Step> steps, GgufTensor matrix, Dice dice) {
        var shape = matrix.shape().stream().map(Long::intValue).toList();
        int rank = dice.oneIn(4) ? dice.of(1, 2, 3, 8, 32, 64) : 4;
        boolean embedding = matrix.name().startsWith("token_embd");
        int in = embedding ? rank : shape.getFirst();
        List<Integer> more = shape.subList(Math.min(2, shape.size()), shape.size());
        int out = shape.size() > 1 ? shape.get(1) : 64;
        String end = dice.oneIn(20) ? dice.of(".lora_b", ".lora_c", "") : ".lora_a";
        steps.add(tensor(dice, matrix.name() + end, shape(in, embedding ? out : rank, more)));
        if (!dice.oneIn(20))
            steps.add(tensor(dice, matrix.name() + ".lora_b", shape(rank, embedding ? shape.getFirst() : out, more)));
    }

    private static List<Integer> shape(int row, int rows, List<Integer> more) {
        var shape = new ArrayList<>(List.of(row, rows));
        shape.addAll(more);
        return shape;
    }

    private static Step direction(Dice dice, int layer) {
        String name = dice.oneIn(6)
                ? dice.of("direction.", "direction.x", "direction.-1", "direction.0", "direction.99999999999", "x",
                        "direction.3",
                        "direction.2147483647", "direction.1.weight")
                : "direction." + "0".repeat(dice.below(2)) + layer;
        return tensor(dice, name, List.of(WIDTH));
    }

    private static Step tensor(Dice dice, String name, List<Integer> shape) {
        var lengths = new ArrayList<>(shape);
        if (dice.oneIn(12)) lengths.set(dice.below(lengths.size()), dice.of(0, 1, 2, 3, 32, 63, 65, 128, 256));
        if (dice.oneIn(20)) lengths.add(dice.of(1, 2, 4));
        if (dice.oneIn(20)) lengths.removeLast();
        TensorType type = dice.oneIn(8) ? dice.of(TensorType.values()) : TensorType.F32;
        if (lengths.isEmpty() || lengths.getFirst() % type.blockSize() != 0)
            type = dice.of(TensorType.F16, TensorType.F64);
        var arguments = new ArrayList<Object>(List.of(name, type, dice.below(20)));
        arguments.addAll(lengths);
        return Step.of("tensor", arguments.toArray());
    }

    private static Step damage(Dice dice) {
        int at = dice.below(dice.oneIn(3) ? 4096 : 600);
        return switch (dice.below(5)) {
            case 0 -> Step.of("cut", dice.below(3000));
            case 1, 2 -> Step.of("set", at, dice.anyInt());
            default -> Step.of("byte", at, dice.anyByte());
        };
    }

    @Override
    public void run(List<Step> steps) throws IOException {
        float scale = 1;
        boolean experts = false;
        var writer = new GgufWriter();
        for (Step step : steps) {
            if (step.name().equals("scale")) scale = step.real(0);
            experts |= step.name().equals("experts");
            write(writer, step);
        }
        writer.write(file);
        damage(steps);
        Model model = models.of(experts ? TinyModels::mixtureOfExperts : TinyModels::llama);
        if (control) steer(model, scale);
        else adapt(model, scale);
    }

    private static void write(GgufWriter writer, Step step) {
        switch (step.name()) {
            case "text" -> writer.put(step.text(0), GgufValue.text(step.text(1)));
            case "real" -> writer.put(step.text(0), new GgufValue.Real(GgufType.FLOAT32, step.real(1)));
            case "whole" ->
                writer.put(step.text(0), new GgufValue.Whole(GgufType.valueOf(step.text(1)), step.number(2)));
            case "flag" -> writer.put(step.text(0), GgufValue.flag(true));
            case "array" -> writer.put(step.text(0), new GgufValue.Array(GgufType.UINT32,
                    step.arguments().stream().skip(1).map(it -> (Object) Long.parseLong(it)).toList()));
            case "tensor" -> tensor(writer, step);
            default -> {
            }
        }
    }

    private static void tensor(GgufWriter writer, Step step) {
        TensorType type = TensorType.valueOf(step.text(1));
        long[] shape = step.arguments().stream().skip(3).mapToLong(Long::parseLong).toArray();
        long elements = Arrays.stream(shape).reduce(1, (a, b) -> a * b);
        var bytes = new byte[(int) Math.min(elements / type.blockSize() * type.blockBytes(), MOST_BYTES)];
        fill(bytes, type, step.number(2));
        writer.tensor(step.text(0), type, bytes, shape);
    }

    private static void fill(byte[] bytes, TensorType type, int seed) {
        var random = new Random(seed);
        if (seed == 0 || type != TensorType.F32) {
            random.nextBytes(bytes);
        } else {
            var numbers = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
            while (numbers.hasRemaining()) numbers.put((float) random.nextGaussian());
        }
    }

    private void damage(List<Step> steps) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        for (Step step : steps) {
            switch (step.name()) {
                case "byte" -> bytes[step.number(0) % bytes.length] = (byte) step.number(1);
                case "set" -> ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN)
                        .putInt(step.number(0) % (bytes.length - 3), step.number(1));
                case "cut" -> bytes = Arrays.copyOf(bytes, Math.max(4, bytes.length - step.number(0)));
                default -> {
                }
            }
        }
        Files.write(file, bytes);
    }

    private void adapt(Model model, float scale) {
        try (var adapter = model.loadAdapter(file); var session = model.session(OpenModels.OPTIONS)) {
            use(session, Adapters.of(adapter, scale));
        }
    }

    private void steer(Model model, float scale) throws IOException {
        ControlVector vector = ControlVector.read(file).times(scale);
        vector.plus(vector).onLayers(1, 2).write(file);
        try (var session = model.session(OpenModels.OPTIONS)) {
            use(session, Adapters.of(vector));
        }
    }

    private static void use(Session session, Adapters adapters) {
        session.append(5, 6, 7).adapters(adapters).append(8, 9);
        session.recompute().generate(Sampler.defaults().withSeed(1), 3).text();
        session.adapters(Adapters.none()).append(10);
    }

    @Override
    public void close() {
        models.close();
        file.toFile().delete();
    }
}
