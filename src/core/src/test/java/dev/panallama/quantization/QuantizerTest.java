package dev.panallama.quantization;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.panallama.Model;
import dev.panallama.SessionOptions;
import dev.panallama.TinyModels;
import dev.panallama.gguf.Gguf;
import dev.panallama.gguf.GgufValue;
import dev.panallama.gguf.TensorType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CancellationException;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QuantizerTest {
    private static final QuantizerOptions Q4 = QuantizerOptions.of(Quantization.Q4_K_M);

    @TempDir
    private Path folder;

    @Test
    void a_quantized_model_is_smaller_and_runs() throws IOException {
        Path out = folder.resolve("small.gguf");
        var result = Quantizer.quantize(TinyModels.wide(), out, Quantization.Q4_K_M);
        assertEquals(List.of(out), result.files());
        assertEquals(Files.size(TinyModels.wide()), result.bytesBefore());
        assertEquals(Files.size(out), result.bytesAfter());
        assertTrue(result.bytesAfter() * 4 < result.bytesBefore(), result.toString());
        try (var model = Model.load(out); var session = model.session(SessionOptions.defaults().withThreads(1))) {
            session.append("Once upon");
        }
    }

    @Test
    void a_type_asked_for_after_copying_is_written() {
        var options = QuantizerOptions.copy().withQuantization(Quantization.Q4_0);
        assertTrue(Quantizer.plan(TinyModels.wide(), options).bitsPerWeight() < 6, options.toString());
    }

    @Test
    void a_plan_says_what_will_be_written() throws IOException {
        var plan = Quantizer.plan(TinyModels.wide(), Q4);
        var result = Quantizer.quantize(TinyModels.wide(), folder.resolve("out.gguf"), Q4);
        assertEquals(plan, result.plan());
        var header = Gguf.read(folder.resolve("out.gguf"));
        assertEquals(header.tensors().stream().mapToLong(it -> it.sizeBytes()).sum(), plan.bytesAfter());
        assertEquals(8.0 * plan.bytesAfter() / header.tensors().stream().mapToLong(it -> it.elements()).sum(),
                plan.bitsPerWeight());
        assertEquals(List.of(), plan.fallbacks());
    }

    @Test
    void tensors_with_narrow_rows_fall_back_and_the_plan_says_so() {
        var plan = Quantizer.plan(TinyModels.llama(), Q4);
        assertEquals(22, plan.fallbacks().size());
        assertTrue(plan.fallbacks().stream().allMatch(it -> it.to().blockSize() == 32), plan.toString());
    }

    @Test
    void the_file_read_may_be_the_one_written() throws IOException {
        Path file = Files.copy(TinyModels.wide(), folder.resolve("model.gguf"));
        Path other = folder.resolve("other.gguf");
        Quantizer.quantize(file, other, Quantization.Q5_K_M);
        Quantizer.quantize(file, file, Quantization.Q5_K_M);
        assertEquals(-1, Files.mismatch(file, other));
    }

    @Test
    void progress_tells_of_each_tensor_in_order() throws IOException {
        var steps = new ArrayList<QuantizationProgress.Step>();
        var result = Quantizer.quantize(TinyModels.wide(), folder.resolve("out.gguf"), Q4, steps::add);
        assertEquals(result.plan().tensors(), steps.stream().map(QuantizationProgress.Step::tensor).toList());
        assertEquals(0, steps.getFirst().fraction());
        assertTrue(steps.getLast().fraction() > 0.9);
    }

    @Test
    void a_listener_cancels_and_leaves_no_trace() throws IOException {
        Path out = Files.writeString(folder.resolve("out.gguf"), "what was there");
        var cancelled = assertThrows(CancellationException.class,
                () -> Quantizer.quantize(TinyModels.wide(), out, Q4, step -> step.index() < 5));
        assertEquals("quantizing was cancelled after 5 tensors", cancelled.getMessage());
        assertEquals("what was there", Files.readString(out));
        assertOnly(out);
    }

    @Test
    void what_a_listener_throws_reaches_the_caller() throws IOException {
        Path out = folder.resolve("out.gguf");
        assertThrows(ArithmeticException.class, () -> Quantizer.quantize(TinyModels.wide(), out, Q4, step -> {
            throw new ArithmeticException(step.toString());
        }));
        assertOnly();
    }

    @Test
    void an_interrupt_cancels() throws Exception {
        Path out = folder.resolve("out.gguf");
        Thread caller = Thread.currentThread();
        assertThrows(CancellationException.class, () -> Quantizer.quantize(TinyModels.wide(), out, Q4, step -> {
            if (step.index() == 3) interruptAndWait(caller);
            return true;
        }));
        assertTrue(Thread.interrupted());
        assertOnly();
    }

    private static void interruptAndWait(Thread caller) {
        caller.interrupt();
        while (caller.isInterrupted()) Thread.onSpinWait(); // until it is noticed
    }

    @Test
    void another_alignment_becomes_the_usual_one() throws IOException {
        Path odd = folder.resolve("odd.gguf");
        TinyModels.withMetadata(TinyModels.wide(), odd, Gguf.ALIGNMENT, GgufValue.uint32(256));
        assertEquals(256, Gguf.read(odd).alignment());
        Path out = folder.resolve("out.gguf");
        Quantizer.quantize(odd, out, Q4);
        assertEquals(32, Gguf.read(out).alignment());
        Model.load(out).close();
    }

    @Test
    void layers_that_are_pruned_are_gone() throws IOException {
        Path out = folder.resolve("out.gguf");
        Quantizer.quantize(TinyModels.wide(), out,
                QuantizerOptions.copy().withPrunedLayers(new TreeSet<>(List.of(0, 2))));
        try (var model = Model.load(out)) {
            assertEquals(1, model.info().layers());
        }
    }

    @Test
    void metadata_is_replaced_and_added() throws IOException {
        Path out = folder.resolve("out.gguf");
        Quantizer.quantize(TinyModels.wide(), out,
                QuantizerOptions.copy().withMetadata(Map.of("general.name", "renamed", "my.number", 7L)));
        assertEquals("renamed", Gguf.read(out).text("general.name").orElseThrow());
        assertEquals(7, Gguf.read(out).whole("my.number").orElseThrow());
    }

    @Test
    void a_quantized_model_is_not_quantized_again_unasked() throws IOException {
        Path once = folder.resolve("once.gguf");
        Quantizer.quantize(TinyModels.wide(), once, Quantization.Q8_0);
        assertRefused("is Q8_0 already: quantize the original, or allow it", once, Q4);
        Quantizer.quantize(once, folder.resolve("twice.gguf"), Q4.withAllowRequantize(true));
    }

    @Test
    void a_missing_importance_matrix_is_refused_before_anything_is_written() throws IOException {
        assertRefused("cannot become IQ2_XXS without importances", TinyModels.wide(),
                QuantizerOptions.of(Quantization.IQ2_XXS));
        assertFalse(Quantizer.plan(TinyModels.wide(), QuantizerOptions.of(Quantization.IQ2_XXS)).tensors().isEmpty());
        assertOnly();
    }

    @Test
    void what_c_would_break_off_at_is_refused() {
        assertRefused("no multiple of the 256 in a block", TinyModels.llama(), Q4.withOutputType(TensorType.Q4_K));
        assertRefused("no multiple of the 256 in a block", TinyModels.llama(), Q4.withEmbeddingType(TensorType.Q6_K));
        assertRefused("output.weight cannot become IQ1_S", TinyModels.wide(), Q4.withOutputType(TensorType.IQ1_S));
        assertRefused("cannot be pruned", TinyModels.wide(), Q4.withPrunedLayers(new TreeSet<>(List.of(0, 1, 2))));
        assertRefused("cannot be pruned", TinyModels.wide(), Q4.withPrunedLayers(new TreeSet<>(List.of(3))));
        assertRefused("an encoder and a decoder", TinyModels.t5(), Q4.withPrunedLayers(new TreeSet<>(List.of(1))));
        assertRefused("has a value for each", TinyModels.jamba(), Q4.withPrunedLayers(new TreeSet<>(List.of(1))));
        assertThrows(IllegalArgumentException.class, () -> Q4.withOutputType(TensorType.I32));
        assertThrows(IllegalArgumentException.class, () -> new TensorRule(Pattern.compile("x"), TensorType.Q8_K));
        assertThrows(IllegalArgumentException.class, () -> Q4.withThreads(100_000));
    }

    @Test
    void a_folder_that_is_not_there_is_refused() {
        assertThrows(IllegalArgumentException.class,
                () -> Quantizer.quantize(TinyModels.wide(), folder.resolve("missing/out.gguf"), Quantization.Q8_0));
    }

    private void assertRefused(String message, Path in, QuantizerOptions options) {
        var refused = assertThrows(IllegalArgumentException.class,
                () -> Quantizer.quantize(in, folder.resolve("refused.gguf"), options));
        assertTrue(refused.getMessage().contains(message), refused.getMessage());
    }

    private void assertOnly(Path... files) throws IOException {
        try (var left = Files.list(folder)) {
            assertEquals(List.of(files), left.toList());
        }
    }
}
