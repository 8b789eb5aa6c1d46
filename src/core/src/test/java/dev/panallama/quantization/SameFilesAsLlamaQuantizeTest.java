package dev.panallama.quantization;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.panallama.LlamaTool;
import dev.panallama.TestModels;
import dev.panallama.TinyModels;
import dev.panallama.gguf.TensorType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What we write is, byte for byte, what llama.cpp's own tool writes.
class SameFilesAsLlamaQuantizeTest {
    @TempDir
    private static Path shared;

    @TempDir
    private Path folder;

    private static Path matrix;

    @BeforeAll
    static void measure() throws Exception {
        matrix = shared.resolve("matrix.gguf");
        Path text = Files.writeString(shared.resolve("text.txt"), "Once upon a time there was a llama. ".repeat(60));
        LlamaTool.IMATRIX.run("-m", TinyModels.wide(), "-f", text, "-c", 128, "-t", 1, "--process-output", "--no-ppl",
                "-o", matrix);
    }

    @ParameterizedTest
    @EnumSource
    void every_type(Quantization type) throws Exception {
        assertSame(TinyModels.wideLayer(), with(QuantizerOptions.of(type)), "--imatrix", matrix);
    }

    @ParameterizedTest
    @EnumSource(names = {"Q4_K_M", "IQ4_XS", "Q3_K_L", "Q5_0"})
    void several_layers_with_an_importance_matrix(Quantization type) throws Exception {
        assertSame(TinyModels.wide(), with(QuantizerOptions.of(type)), "--imatrix", matrix);
    }

    @ParameterizedTest
    @EnumSource(names = {"Q4_K_M", "Q2_K", "IQ4_XS", "IQ3_S", "Q8_0", "TQ1_0"})
    void without_importance_matrix_in_narrow_rows_and_for_experts(Quantization type) throws Exception {
        assertSame(TinyModels.wide(), QuantizerOptions.of(type));
        assertSame(TinyModels.llama(), QuantizerOptions.of(type));
        assertSame(TinyModels.mixtureOfExperts(), QuantizerOptions.of(type));
    }

    @Test
    void pure() throws Exception {
        assertSame(TinyModels.wide(), QuantizerOptions.of(Quantization.Q4_K_M).withPure(true), "--pure");
    }

    @Test
    void output_and_embedding_of_other_types() throws Exception {
        var options = QuantizerOptions.of(Quantization.Q4_K_M);
        assertSame(TinyModels.wide(), options.withLeaveOutputTensor(true), "--leave-output-tensor");
        assertSame(TinyModels.wide(),
                options.withOutputType(TensorType.Q8_0).withEmbeddingType(TensorType.IQ4_NL),
                "--output-tensor-type", "q8_0", "--token-embedding-type", "iq4_nl");
    }

    @Test
    void types_by_name() throws Exception {
        var rules = List.of(new TensorRule(Pattern.compile("blk\\.[12]\\.ffn_down"), TensorType.Q8_0),
                new TensorRule(Pattern.compile("ffn_(up|down)"), TensorType.Q6_K),
                new TensorRule(Pattern.compile("attn_k\\b"), TensorType.F16));
        assertSame(TinyModels.wide(), QuantizerOptions.of(Quantization.Q4_K_S).withRules(rules),
                "--tensor-type", "blk\\.[12]\\.ffn_down=q8_0", "--tensor-type", "ffn_(up|down)=q6_k",
                "--tensor-type", "attn_k\\b=f16");
    }

    @Test
    void pruned_with_an_importance_matrix_and_metadata() throws Exception {
        var options = QuantizerOptions.of(Quantization.Q2_K)
                .withPrunedLayers(new TreeSet<>(List.of(1)))
                .withMetadata(Map.of("general.name", "shorter"));
        Path ours = folder.resolve("ours.gguf");
        var all = with(options);
        Quantizer.quantize(TinyModels.wide(), ours, all);
        Path theirs = folder.resolve("theirs.gguf");
        LlamaTool.QUANTIZE.run("--prune-layers", "1", "--override-kv", "general.name=str:shorter", "--imatrix", matrix,
                TinyModels.wide(), theirs, "Q2_K", 1);
        assertEquals(-1, Files.mismatch(ours, theirs));
    }

    @Test
    void only_copied() throws Exception {
        Path theirs = folder.resolve("theirs.gguf");
        LlamaTool.QUANTIZE.run(TinyModels.wide(), theirs, "COPY", 1);
        Path ours = folder.resolve("ours.gguf");
        Quantizer.quantize(TinyModels.wide(), ours, QuantizerOptions.copy());
        assertEquals(-1, Files.mismatch(ours, theirs));
    }

    @Test
    void in_several_files() throws Exception {
        LlamaTool.GGUF_SPLIT.run("--split", "--split-max-tensors", 12, TinyModels.wide(), folder.resolve("in"));
        Path in = folder.resolve("in-00001-of-00003.gguf");
        LlamaTool.QUANTIZE.run("--keep-split", in, folder.resolve("theirs.gguf"), "Q4_K_M", 1);
        var kept = Quantizer.quantize(in, folder.resolve("ours.gguf"),
                QuantizerOptions.of(Quantization.Q4_K_M).withKeepSplit(true));
        assertEquals(3, kept.files().size());
        for (Path ours : kept.files()) {
            Path theirs = folder.resolve(ours.getFileName().toString().replace("ours", "theirs"));
            assertEquals(-1, Files.mismatch(ours, theirs));
        }
        assertSame(in, QuantizerOptions.of(Quantization.Q5_0));
    }

    @ParameterizedTest
    @EnumSource(names = {"Q4_K_M", "Q8_0"})
    void a_real_model_again(Quantization type) throws Exception {
        assertSame(TestModels.smolLm2(), QuantizerOptions.of(type).withAllowRequantize(true), "--allow-requantize");
    }

    /// The tool notes the path as it was given, we the name alone.
    private static QuantizerOptions with(QuantizerOptions options) throws Exception {
        var metadata = new LinkedHashMap<>(options.metadata());
        metadata.put("quantize.imatrix.file", matrix.toString());
        return options.withImportanceMatrix(ImportanceMatrix.read(matrix)).withMetadata(metadata);
    }

    private void assertSame(Path in, QuantizerOptions options, Object... arguments) throws Exception {
        Path ours = folder.resolve("ours.gguf");
        Path theirs = folder.resolve("theirs.gguf");
        var all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of(in, theirs, options.quantization().name(), 2));
        LlamaTool.QUANTIZE.run(all.toArray());
        var result = Quantizer.quantize(in, ours, options);
        assertEquals(-1, Files.mismatch(ours, theirs));
        assertEquals(result.bytesAfter(), Files.size(ours));
    }
}
