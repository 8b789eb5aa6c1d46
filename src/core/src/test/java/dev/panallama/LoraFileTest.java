package dev.panallama;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.panallama.error.AdapterException;
import dev.panallama.gguf.GgufType;
import dev.panallama.gguf.GgufValue;
import dev.panallama.gguf.GgufWriter;
import dev.panallama.gguf.TensorType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is no LoRA adapter of a model is refused by a message with key or tensor, value and rule.
final class LoraFileTest {
    private static final String QUERY = "blk.0.attn_q.weight";

    private static Model model;

    @TempDir
    private Path folder;

    @BeforeAll
    static void load() {
        model = Model.load(TinyModels.llama(), ModelOptions.defaults().withGpuLayers(0));
    }

    @AfterAll
    static void close() {
        model.close();
    }

    @Test
    void keys_have_their_types_and_values() throws IOException {
        refused("general.type is of type UINT32: it has to be a STRING",
                adapter().put("general.type", GgufValue.uint32(1)));
        refused("general.type is model: that of a LoRA adapter of this model is adapter",
                adapter().put("general.type", GgufValue.text("model")));
        refused("general.architecture is of type ARRAY: it has to be a STRING",
                adapter().put("general.architecture", GgufValue.texts(List.of("llama"))));
        refused("general.architecture is gemma3: that of a LoRA adapter of this model is llama",
                adapter().put("general.architecture", GgufValue.text("gemma3")));
        refused("adapter.type is of type FLOAT32: it has to be a STRING",
                adapter().put("adapter.type", GgufValue.float32(1)));
        refused("adapter.type is dora: that of", adapter().put("adapter.type", GgufValue.text("dora")));
        refused("adapter.lora.alpha is of type UINT32: it has to be a FLOAT32",
                adapter().put("adapter.lora.alpha", GgufValue.uint32(16)));
        refused("adapter.lora.alpha is of type FLOAT64: it has to be a FLOAT32",
                adapter().put("adapter.lora.alpha", new GgufValue.Real(GgufType.FLOAT64, 16)));
        refused("adapter.lora.alpha is NaN: it has to be a finite number",
                adapter().put("adapter.lora.alpha", GgufValue.float32(Double.NaN)));
        refused("adapter.alora.invocation_tokens is of type ARRAY: it has to be an array of UINT32",
                adapter().put("adapter.alora.invocation_tokens", GgufValue.int32s(1, 2)));
        refused("adapter.alora.invocation_tokens has the token 99999: the model's are 0 to",
                adapter().activatedBy(5, 99_999));
        refused("it has no general.type", new GgufWriter());
        refused("it has no adapter.type", header(false));
    }

    @Test
    void tensors_come_in_pairs_that_fit() throws IOException {
        refused("it has no pair of tensors: it would change nothing", header(true));
        refused("its tensor output_norm.bias is no part of a LoRA adapter",
                matrix(pair(QUERY, 64, 4, 4, 128), "output_norm.bias", 64, 1));
        refused("it has %s.lora_a but no %s.lora_b".formatted(QUERY, QUERY),
                matrix(header(true), QUERY + ".lora_a", 64, 4));
        refused("it has %s.lora_b but no %s.lora_a".formatted(QUERY, QUERY),
                matrix(header(true), QUERY + ".lora_b", 4, 128));
        refused("is for blk.7.attn_q.weight, which this model does not have: it was made for another one",
                pair("blk.7.attn_q.weight", 64, 4, 4, 128));
        refused("for %s of shape [64, 128] and rank 4 they have to be [64, 4] and [4, 128]".formatted(QUERY),
                pair(QUERY, 65, 4, 4, 128));
        refused("they have to be [64, 4] and [4, 128]", pair(QUERY, 64, 4, 4, 64));
        refused("they have to be [64, 5] and [5, 128]", pair(QUERY, 64, 4, 5, 128));
        refused("for blk.0.attn_norm.weight, a vector: llama.cpp adapts matrices",
                pair("blk.0.attn_norm.weight", 64, 4, 4, 1));
        refused("and rank 5 they have to be [5, %d] and [5, 64]".formatted(model.vocabulary().size()),
                pair("token_embd.weight", 4, model.vocabulary().size(), 5, 64));
        refused("its tensor %s.lora_b has shape [4, 64, 2]: it has to be one matrix for each of the 1".formatted(QUERY),
                matrix(matrix(header(true), QUERY + ".lora_a", 64, 4), QUERY + ".lora_b", 4, 64, 2));
        refused("of shape [64, 0] is empty",
                matrix(matrix(header(true), QUERY + ".lora_a", 64, 0), QUERY + ".lora_b", 0, 128));
        for (TensorType type : List.of(TensorType.F64, TensorType.I32, TensorType.I8, TensorType.Q8_1))
            refused("its tensor %s.lora_a is of type %s, which llama.cpp does not multiply with".formatted(QUERY, type),
                    matrix(header(true).tensor(QUERY + ".lora_a", type,
                            new byte[256 / type.blockSize() * type.blockBytes()], 64, 4), QUERY + ".lora_b", 4, 128));
    }

    @Test
    void norms_in_an_adapter_are_passed_over() throws IOException {
        Path file = folder.resolve("norm.gguf");
        matrix(pair(QUERY, 64, 4, 4, 128), "blk.0.attn_norm.weight", 64).write(file);
        try (var adapter = model.loadAdapter(file)) {
            assertEquals(List.of(QUERY), adapter.info().tensors());
        }
    }

    /// llama.cpp would look for the adapter of the embedding when it scores tokens, and break off at its shape.
    @Test
    void an_embedding_that_also_scores_tokens_is_not_adapted() throws IOException {
        Path tied = new EditedModel(TinyModels.oneLayer()).write(folder.resolve("tied.gguf"), "output.weight");
        try (var other = Model.load(tied, ModelOptions.defaults().withGpuLayers(0));
                var session = other.session(SessionOptions.defaults().withThreads(1).withContextLength(256))) {
            refused("changes the embedding, with which this model also scores tokens",
                    TinyLora.random(tied, 1, 4, "token_embd.*").write(folder.resolve("embedding.gguf")), other);
            try (var rest = other.loadAdapter(TinyLora.random(tied, 1, 4, "blk.*").write(folder.resolve("1.gguf")))) {
                session.adapters(Adapters.of(rest)).append(5, 6, 7).logits();
                session.adapters(Adapters.none());
            }
        }
    }

    @Test
    void what_is_no_file_of_that_kind_is_refused() throws IOException {
        refused("there is no such file", folder.resolve("nothing.gguf"), model);
        refused("it is not a regular file", folder, model);
        refused("it does not start with \"GGUF\"", Files.writeString(folder.resolve("text.gguf"), "hello, world"),
                model);
        refused("general.type", TinyModels.llama(), model);
        Path whole = adapter().write(folder.resolve("whole.gguf"));
        byte[] bytes = Files.readAllBytes(whole);
        for (int length : new int[]{0, 3, 30, bytes.length / 2, bytes.length - 40})
            refused("", Files.write(folder.resolve("cut.gguf"), Arrays.copyOf(bytes, length)), model);
        try (var vocabulary = Model.load(
                TinyModels.llama(), ModelOptions.defaults().withVocabularyOnly(true))) {
            assertThrows(IllegalStateException.class, () -> vocabulary.loadAdapter(whole));
        }
    }

    private static TinyLora adapter() throws IOException {
        return TinyLora.random(TinyModels.llama(), 1, 4, QUERY);
    }

    private static GgufWriter header(boolean complete) {
        var writer = new GgufWriter().put("general.type", GgufValue.text("adapter"))
                .put("general.architecture", GgufValue.text("llama"));
        return complete ? writer.put("adapter.type", GgufValue.text("lora")) : writer;
    }

    private static GgufWriter pair(String target, int aRow, int aRows, int bRow, int bRows) {
        return matrix(matrix(header(true), target + ".lora_a", aRow, aRows), target + ".lora_b", bRow, bRows);
    }

    private static GgufWriter matrix(GgufWriter writer, String name, long... shape) {
        int count = 1;
        for (long length : shape) count *= (int) length;
        return writer.tensor(name, TensorType.F32, new float[count], shape);
    }

    private void refused(String reason, TinyLora lora) throws IOException {
        refused(reason, lora.write(folder.resolve("refused.gguf")), model);
    }

    private void refused(String reason, GgufWriter writer) throws IOException {
        Path file = folder.resolve("refused.gguf");
        writer.write(file);
        refused(reason, file, model);
    }

    private static void refused(String reason, Path file, Model model) {
        var refusal = assertThrows(AdapterException.class, () -> model.loadAdapter(file));
        assertTrue(refusal.getMessage().contains(reason), refusal.getMessage());
        assertTrue(refusal.getMessage().contains(file.getFileName().toString()), refusal.getMessage());
    }
}
