package dev.panallama;

import dev.panallama.gguf.GgufValue;
import dev.panallama.gguf.GgufWriter;
import dev.panallama.gguf.TensorType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/// LoRA files whose headers are well-formed, with tensors of any name, type and shape.
final class HostileLora {
    private static final List<String> NAMES = List.of("blk.0.attn_q.weight", "blk.1.ffn_down.weight", "output.weight",
            "token_embd.weight", "blk.0.attn_norm.weight", "output_norm.weight", "blk.2.ffn_gate.weight");
    private static final long[] LENGTHS = {1, 2, 4, 32, 64, 128, 256, 0};

    private HostileLora() {}

    /// Writes one for [TinyModels#llama].
    static Path write(Path file, Random random) throws IOException {
        var writer = header("llama");
        for (int i = random.nextInt(3); i >= 0; i--) {
            String name = NAMES.get(random.nextInt(NAMES.size()));
            tensor(writer, name + ".lora_a", random, name.startsWith("token") ? 4 : 64, 4);
            tensor(writer, name + ".lora_b", random, 4, name.contains("_q.") || name.contains("gate") ? 128 : 64);
        }
        writer.write(file);
        return file;
    }

    /// Writes one for [TinyModels#mixtureOfExperts].
    static Path writeExperts(Path file, Random random) throws IOException {
        var writer = header("llama");
        String name = "blk.0.ffn_%s_exps.weight".formatted(random.nextBoolean() ? "up" : "gate");
        tensor(writer, name + ".lora_a", random, 64, 4, 4);
        tensor(writer, name + ".lora_b", random, 4, 128, 4);
        writer.write(file);
        return file;
    }

    private static GgufWriter header(String architecture) {
        return new GgufWriter()
                .put("general.type", GgufValue.text("adapter"))
                .put("general.architecture", GgufValue.text(architecture))
                .put("adapter.type", GgufValue.text("lora"));
    }

    /// Adds a tensor of this shape, or mostly so, of any type that is stored in whole blocks then.
    private static void tensor(GgufWriter writer, String name, Random random, long... shape) {
        if (random.nextInt(3) == 0) shape[random.nextInt(shape.length)] = LENGTHS[random.nextInt(LENGTHS.length)];
        if (random.nextInt(8) == 0) shape = new long[]{shape[0], shape[1], LENGTHS[random.nextInt(LENGTHS.length)]};
        TensorType type = random.nextBoolean()
                ? TensorType.F32
                : TensorType.values()[random.nextInt(TensorType.values().length)];
        if (shape[0] % type.blockSize() != 0) type = TensorType.F16;
        long blocks = shape[0] / type.blockSize();
        for (int i = 1; i < shape.length; i++) blocks *= shape[i];
        var bytes = new byte[Math.toIntExact(blocks * type.blockBytes())];
        random.nextBytes(bytes);
        try {
            writer.tensor(name, type, bytes, shape);
        } catch (IllegalArgumentException _) { // there is one of that name
        }
    }
}
