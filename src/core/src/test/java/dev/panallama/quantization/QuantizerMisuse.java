package dev.panallama.quantization;

import dev.panallama.MisuseCase;
import dev.panallama.TinyModels;
import dev.panallama.gguf.GgufValue;
import dev.panallama.gguf.GgufWriter;
import dev.panallama.gguf.TensorType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// Quantizes in the ways that would end a C program, and tells what came of it. Run by `MisuseTest`.
public final class QuantizerMisuse {
    private static final QuantizerOptions Q4 = QuantizerOptions.of(Quantization.Q4_K_M);

    /// The cases by name.
    public static final Map<String, MisuseCase> CASES = new LinkedHashMap<>();

    static {
        refused("all tensors IQ2_XXS, and no importances of the output",
                "IllegalArgumentException: output.weight cannot become IQ2_XXS",
                it -> quantize(TinyModels.wide(), it, QuantizerOptions.of(Quantization.IQ2_XXS)
                        .withPure(true)
                        .withImportanceMatrix(layersAlone())));
        refused("an embedding by a rule that needs importances",
                "IllegalArgumentException: token_embd.weight cannot become IQ1_S",
                it -> quantize(TinyModels.wide(), it,
                        Q4.withRules(List.of(new TensorRule(Pattern.compile("token_embd"), TensorType.IQ1_S)))));
        refused("an importance matrix of another model", "IllegalArgumentException: the importance matrix has 64",
                it -> quantize(TinyModels.wide(), it, Q4.withImportanceMatrix(matrix(64))));
        refused("weights that are no numbers", "QuantizationException: llama.cpp cannot quantize",
                it -> quantize(single(it, "blk.0.ffn_up.weight", TensorType.F32, nan(), 256, 4), it, Q4));
        refused("weights that are no numbers, on several threads", "QuantizationException: llama.cpp cannot quantize",
                it -> quantize(single(it, "blk.0.ffn_up.weight", TensorType.F32, nan(), 256, 4), it,
                        Q4.withThreads(Runtime.getRuntime().availableProcessors())));
        for (TensorType type : List.of(TensorType.I8, TensorType.I32, TensorType.F64, TensorType.Q8_1, TensorType.Q8_K))
            refused("weights of " + type, "Exception: ",
                    it -> quantize(single(it, "blk.0.ffn_up.weight", type, new byte[blocks(type)], 256, 4), it,
                            Q4.withAllowRequantize(true)));
        refused("a tensor of four dimensions", "IllegalArgumentException: v.conv.weight has 4 dimensions",
                it -> quantize(single(it, "v.conv.weight", TensorType.F32, new byte[256 * 8 * 4], 256, 2, 2, 2), it,
                        Q4));
        refused("tensors with strange names", "done", QuantizerMisuse::strangeNames);
        refused("a layer number that is none", "Exception: ",
                it -> quantize(single(it, "blk.99999999999.x.weight", TensorType.F32, new byte[4096], 256, 4), it,
                        Q4.withPrunedLayers(new TreeSet<>(List.of(0)))));
        refused("numbers of which llama.cpp breaks off", "done", QuantizerMisuse::hostileNumbers);
        refused("overrides of which llama.cpp breaks off", "IllegalArgumentException: llama.cpp cannot take",
                it -> quantize(TinyModels.wide(), it, Q4.withMetadata(Map.of("llama.block_count", 0L))));
        refused("a number that llama.cpp would turn round", "IllegalArgumentException: my.number is -1",
                it -> quantize(TinyModels.wide(), it, Q4.withMetadata(Map.of("my.number", -1L))));
        refused("files cut short", "done", QuantizerMisuse::shortFiles);
        refused("bytes changed in the header", "done", QuantizerMisuse::changedBytes);
        refused("a pipe", "ModelLoadException: cannot quantize", QuantizerMisuse::pipe);
        refused("a folder in place of the new file", "IllegalArgumentException: ",
                it -> Quantizer.quantize(TinyModels.wide(), it, Q4));
        refused("over its own file", "done", it -> {
            Path file = Files.copy(TinyModels.wide(), it.resolve("own.gguf"));
            Quantizer.quantize(file, file, Q4);
        });
        refused("a thousand rules", "done", QuantizerMisuse::thousandRules);
        refused("parts whose names end in capitals", "ModelLoadException: cannot quantize", it -> {
            Path first = Files.copy(TinyModels.wide(), it.resolve("a-00001-of-00002.GGUF"));
            Files.copy(first, it.resolve("a-00002-of-00002.GGUF"));
            quantize(first, it, Q4);
        });
        refused("a part of several", "ModelLoadException: cannot load", it -> quantize(
                Files.copy(TinyModels.wide(), it.resolve("a-00001-of-00002.gguf")), it, Q4));
    }

    private QuantizerMisuse() {}

    private static void refused(String name, String expected, MisuseCase.OfFolder misuse) {
        CASES.put(name, new MisuseCase(expected, MisuseCase.Own.NOTHING, _ -> MisuseCase.inFolder(misuse)));
    }

    private static void quantize(Path in, Path folder, QuantizerOptions options) throws IOException {
        Quantizer.quantize(in, folder.resolve("out.gguf"), options);
    }

    private static ImportanceMatrix layersAlone() {
        var entries = new TreeMap<String, ImportanceEntry>();
        for (int i = 0; i < 3; i++)
            for (String part : List.of("attn_q", "attn_k", "attn_v", "attn_output", "ffn_gate", "ffn_up", "ffn_down"))
                entries.put("blk.%d.%s.weight".formatted(i, part), matrix(256).entries().firstEntry().getValue());
        return new ImportanceMatrix(entries, List.of(), 512, "");
    }

    private static ImportanceMatrix matrix(int inputs) {
        var sums = new float[inputs];
        Arrays.fill(sums, 2);
        var entries = new TreeMap<>(Map.of("blk.0.attn_q.weight", new ImportanceEntry(sums, 1)));
        return new ImportanceMatrix(entries, List.of(), 512, "");
    }

    private static int blocks(TensorType type) {
        return 256 / type.blockSize() * type.blockBytes() * 4;
    }

    private static byte[] nan() {
        var bytes = new byte[4096];
        Arrays.fill(bytes, (byte) 0xff);
        return bytes;
    }

    private static Path single(Path folder, String name, TensorType type, byte[] data, long... shape)
            throws IOException {
        var writer = new GgufWriter();
        numbers().forEach(writer::put);
        writer.tensor(name, type, data, shape);
        Path file = folder.resolve("in.gguf");
        writer.write(file);
        return file;
    }

    private static Map<String, GgufValue> numbers() {
        var numbers = new LinkedHashMap<String, GgufValue>();
        numbers.put("general.architecture", GgufValue.text("llama"));
        for (String key : List.of("block_count", "context_length", "embedding_length", "feed_forward_length",
                "attention.head_count"))
            numbers.put("llama." + key, GgufValue.uint32(key.endsWith("_count") ? 2 : 256));
        numbers.put("llama.attention.layer_norm_rms_epsilon", GgufValue.float32(1e-5));
        return numbers;
    }

    private static void strangeNames(Path folder) throws IOException {
        for (String name : List.of("x", "weigh", "weight", "(.weight", "blk.0.[a-\\.weight", "{}$^|?*+.weight",
                "tensor name.weight", "ünï.weight")) {
            Path file = single(folder, name, TensorType.F32, new byte[4096], 256, 4);
            quantize(file, folder, Q4.withRules(List.of(new TensorRule(Pattern.compile(""), TensorType.Q8_0))));
        }
    }

    private static void hostileNumbers(Path folder) {
        for (String key : numbers().keySet()) {
            for (long value : new long[]{0, 1, 3, 513, 65_536, 0x7fff_ffffL, 0xffff_ffffL})
                ignoringRefusals(() -> {
                    Path file = folder.resolve("in.gguf");
                    TinyModels.withMetadata(TinyModels.oneLayer(), file, key, GgufValue.uint32(value));
                    quantize(file, folder, Q4);
                });
        }
    }

    private static void shortFiles(Path folder) throws IOException {
        byte[] whole = Files.readAllBytes(TinyModels.oneLayer());
        for (int i = 1; i < 40; i++) {
            Path file = Files.write(folder.resolve("in.gguf"), Arrays.copyOf(whole, whole.length / 40 * i));
            ignoringRefusals(() -> quantize(file, folder, Q4));
        }
    }

    private static void changedBytes(Path folder) throws IOException {
        byte[] whole = Files.readAllBytes(TinyModels.oneLayer());
        for (int i = 0; i < 1200; i += 7) {
            byte[] changed = whole.clone();
            changed[i] ^= (byte) (1 << i % 8);
            Path file = Files.write(folder.resolve("in.gguf"), changed);
            ignoringRefusals(() -> quantize(file, folder, Q4));
        }
    }

    private static void ignoringRefusals(Tried tried) {
        try {
            tried.run();
        } catch (IOException | RuntimeException _) {
            // is all that is asked for
        }
    }

    private interface Tried {
        void run() throws IOException;
    }

    private static void pipe(Path folder) throws Exception {
        Path pipe = folder.resolve("pipe.gguf");
        new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor();
        quantize(pipe, folder, Q4);
    }

    private static void thousandRules(Path folder) throws IOException {
        var rules = new ArrayList<TensorRule>();
        for (int i = 0; i < 1000; i++) rules.add(new TensorRule(Pattern.compile("(a|b|" + i + ")*$"), TensorType.Q8_0));
        quantize(TinyModels.wide(), folder, Q4.withRules(rules));
    }
}
