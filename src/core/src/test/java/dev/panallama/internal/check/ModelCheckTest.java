package dev.panallama.internal.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.panallama.LlamaSource;
import dev.panallama.TestModels;
import dev.panallama.TinyModels;
import dev.panallama.TinyTransformers;
import dev.panallama.gguf.Gguf;
import dev.panallama.gguf.GgufTensor;
import dev.panallama.gguf.GgufType;
import dev.panallama.gguf.GgufValue;
import dev.panallama.gguf.TensorType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ModelCheckTest {
    private static final ModelCheck SOUND = new ModelCheck(List.of(), List.of());

    @Test
    void every_vocabulary_of_the_source_is_sound() throws IOException {
        for (Path file : LlamaSource.models())
            assertEquals(SOUND, ModelCheck.of(List.of(Gguf.read(file)), Map.of(), true), file.toString());
    }

    @Test
    void real_and_tiny_models_of_fuzzed_architectures_are_vetted() throws IOException {
        for (Path file : List.of(TestModels.smolLm2(), TestModels.gemma3(), TestModels.allMiniLm(), TinyModels.llama(),
                TinyModels.oneLayer(), TinyModels.wide(), TinyModels.mixtureOfExperts(), TinyModels.gemma3(),
                TinyModels.qwen2(), TinyModels.mamba(), TinyModels.t5(), TinyModels.bert(), TinyModels.bertRanker(),
                TinyModels.bertClassifier(), TinyModels.bertBareHead(), TinyModels.bertHeadless(),
                TinyModels.bertOfUnknownPooling(), TinyModels.bertWithoutVocabulary(), TinyModels.llamaOf("rwkv"),
                TinyModels.llamaOf("plamo2"), TinyModels.llamaOf("gemma4"), TinyModels.llamaOf("bert"),
                TinyModels.llamaOf("t5"), TinyModels.llamaOf("gpt2"), TinyModels.gpt2(), TinyModels.olmo2(),
                TinyModels.qwen3Embedder(), TinyModels.qwen3Ranker()))
            assertEquals(SOUND, of(Gguf.read(file)), file.toString());
        for (Path file : TinyTransformers.all()) assertEquals(SOUND, of(Gguf.read(file)), file.toString());
    }

    @Test
    void a_model_of_another_architecture_has_no_fault_and_is_not_vetted() throws IOException {
        ModelCheck check = of(Gguf.read(TinyModels.jamba()));
        assertEquals(List.of(), check.faults());
        assertEquals(List.of("general.architecture is jamba, whose loader has not been fuzzed"), check.doubts());
        assertFalse(check.isVetted());
        assertTrue(ModelCheck.of(List.of(Gguf.read(TinyModels.jamba())), Map.of(), true).isVetted());
    }

    @ParameterizedTest
    @CsvSource({
        "llama, block_count, 0", "llama, block_count, 513", "llama, nextn_predict_layers, 3",
        "llama, context_length, 16777217", "llama, context_length, 0", "llama, embedding_length, 0",
        "llama, feed_forward_length, 0", "llama, embedding_length_out, 63", "llama, expert_count, 1025",
        "llama, expert_used_count, 1", "experts, expert_used_count, 5", "experts, expert_used_count, 0",
        "experts, expert_group_count, 4", "experts, expert_group_count, 3", "llama, attention.head_count, 3",
        "llama, attention.head_count, 0",
        "llama, attention.head_count_kv, 3", "llama, attention.head_count_kv, 0", "llama, attention.key_length, 31",
        "llama, attention.value_length, 16", "llama, rope.dimension_count, 30", "gemma3, rope.dimension_count, 15",
        "gemma3, rope.dimension_count, 0", "gemma3, rope.dimension_count, 18", "gemma3, rope.dimension_count_swa, 8",
        "gemma3, attention.key_length_swa, 32", "gemma3, attention.sliding_window, 16777217",
        "gemma3, attention.sliding_window_pattern, 1", "qwen2, attention.key_length, 32",
        "bert, attention.key_length, 32", "t5, attention.relative_buckets_count, 1", "t5, attention.head_count_kv, 2",
        "t5, decoder_block_count, 3", "mamba, ssm.state_size, 0", "mamba, ssm.conv_kernel, 1",
        "mamba, attention.head_count, 4", "gemma2, attention.sliding_window_pattern, 1",
        "gemma2, attention.sliding_window, 0"})
    void a_whole_number_that_llama_cpp_would_break_off_at_is_named(String model, String key, long value)
            throws IOException {
        Gguf file = Gguf.read(file(model));
        String full = file.text("general.architecture").orElseThrow() + "." + key;
        refused(full, file.withMetadata(Map.of(full, GgufValue.uint32(value))));
        if (file.metadata().containsKey(full))
            assertFalse(ModelCheck.of(List.of(file), Map.of(full, value), false).faults().isEmpty(), "as an override");
    }

    @Test
    void numbers_that_do_not_go_together_are_named() throws IOException {
        Gguf experts = Gguf.read(TinyModels.mixtureOfExperts());
        refused("expert_used_count is 2 of 0 experts",
                experts.withMetadata(Map.of("llama.expert_count", GgufValue.uint32(0))));
        refused("expert_group_used_count is 0",
                experts.withMetadata(Map.of("llama.expert_group_count", GgufValue.uint32(2))));
    }

    @ParameterizedTest
    @CsvSource({"attention.layer_norm_rms_epsilon, -1", "rope.freq_base, 0", "rope.scaling.factor, -1",
        "attention.scale, NaN", "rope.freq_base, Infinity"})
    void a_real_number_that_llama_cpp_would_break_off_at_is_named(String key, double value) throws IOException {
        refused("llama." + key, llama("llama." + key, GgufValue.float32(value)));
    }

    @Test
    void a_value_of_another_type_than_llama_cpp_reads_is_named() throws IOException {
        refused("llama.context_length is of type UINT64", llama("llama.context_length",
                new GgufValue.Whole(GgufType.UINT64, 512)));
        refused("llama.rope.freq_base is of type FLOAT64", llama("llama.rope.freq_base",
                new GgufValue.Real(GgufType.FLOAT64, 1e4)));
        refused("llama.feed_forward_length is an array of UINT64", llama("llama.feed_forward_length",
                new GgufValue.Array(GgufType.UINT64, List.of(128L, 128L, 128L))));
        refused("llama.rope.scaling.type is odd", llama("llama.rope.scaling.type", GgufValue.text("odd")));
        refused("llama.rope.scaling.type is odd:", llama("llama.rope.scaling.type", GgufValue.text("odd\0yarn")));
    }

    @Test
    void a_number_for_each_layer_is_taken_as_one_for_all_if_it_is_the_same() throws IOException {
        assertEquals(SOUND, of(llama("llama.attention.head_count", GgufValue.int32s(4, 4, 4))));
        ModelCheck varied = of(llama("llama.attention.head_count_kv", GgufValue.int32s(2, 4, 2)));
        assertEquals(List.of(), varied.faults());
        assertFalse(varied.isVetted());
        refused("head_count_kv", llama("llama.attention.head_count_kv", GgufValue.int32s(2, 0, 2)));
    }

    @Test
    void a_tensor_that_llama_cpp_cannot_compute_with_is_named() throws IOException {
        Gguf llama = Gguf.read(TinyModels.llama());
        refused("tensor blk.0.attn_q.weight is of type F64", tensor(llama, "blk.0.attn_q.weight", TensorType.F64));
        refused("tensor blk.0.attn_q.weight is of type Q8_K", tensor(llama, "blk.0.attn_q.weight", TensorType.Q8_K));
        refused("tensor output_norm.weight is of type F16", tensor(llama, "output_norm.weight", TensorType.F16));
        Gguf jamba = Gguf.read(TinyModels.jamba());
        refused("is of type Q8_1", tensor(jamba, "blk.0.ffn_up.weight", TensorType.Q8_1));
        assertEquals(List.of(), of(tensor(jamba, "blk.0.ffn_up.weight", TensorType.I32)).faults(), "may be a table");
    }

    @Test
    void a_tensor_without_elements_or_with_a_name_that_is_none_is_named() throws IOException {
        Gguf llama = Gguf.read(TinyModels.llama());
        refused("has shape [0, 3]", changed(llama,
                it -> new GgufTensor(it.name(), it.type(), List.of(0L, 3L), it.offset(), 0)));
        refused("has no dimension", changed(llama,
                it -> new GgufTensor(it.name(), it.type(), List.of(), it.offset(), 4)));
        refused("a tensor is named \"a\\0b\"", changed(llama,
                it -> new GgufTensor("a\0b", it.type(), it.shape(), it.offset(), it.sizeBytes())));
        assertFalse(ModelCheck.of(List.of(llama, llama), Map.of(), false).faults().isEmpty(), "in two parts");
    }

    @Test
    void an_alignment_that_a_mapped_file_cannot_have_is_named() throws IOException {
        Gguf it = Gguf.read(TinyModels.llama());
        refused("general.alignment is 16", new Gguf(3, it.metadata(), it.tensors(), 16, it.dataOffset()));
    }

    @Test
    void a_t5_without_positions_is_named() throws IOException {
        Gguf t5 = Gguf.read(TinyModels.t5());
        List<GgufTensor> others = t5.tensors().stream().filter(it -> !it.name().equals("dec.blk.0.attn_rel_b.weight"))
                .toList();
        refused("no tensor dec.blk.0.attn_rel_b.weight", new Gguf(3, t5.metadata(), others, 32, t5.dataOffset()));
    }

    @Test
    void heads_that_are_not_as_wide_as_the_embedding_are_named() throws IOException {
        refused("4 heads have to be as wide as the embedding's 65", Gguf.read(TinyModels.olmo2())
                .withMetadata(Map.of("olmo2.embedding_length", GgufValue.uint32(65))));
    }

    @Test
    void queries_that_are_not_where_they_are_looked_for_are_named() throws IOException {
        refused("no tensor blk.0.attn_qkv.weight", changed(Gguf.read(TinyTransformers.phi3()), "blk.0.attn_qkv.weight",
                "blk.0.other.weight"));
        refused("tensor blk.0.attn_qkv.weight is not one of an olmo2", changed(Gguf.read(TinyModels.olmo2()),
                "blk.0.attn_q.weight", "blk.0.attn_qkv.weight"));
    }

    @Test
    void a_part_alone_and_a_part_without_its_number_are_named() throws IOException {
        Gguf first = part(TinyModels.llama(), GgufType.UINT16, 0);
        refused("split.count is 2, and one file is given", first);
        List<String> faults = ModelCheck.of(List.of(first, new Gguf(3, part(TinyModels.llama(), GgufType.UINT32, 1)
                .metadata(), List.of(), 32, 0)), Map.of(), false).faults();
        assertEquals(List.of("split.no of part 2 is no UINT16: split the model anew"), faults);
    }

    private static Gguf part(Path model, GgufType type, int number) throws IOException {
        return Gguf.read(model).withMetadata(Map.of("split.no", new GgufValue.Whole(type, number), "split.count",
                new GgufValue.Whole(GgufType.UINT16, 2)));
    }

    private static Gguf changed(Gguf file, String name, String other) {
        List<GgufTensor> tensors = file.tensors().stream()
                .map(it -> it.name().equals(name)
                        ? new GgufTensor(other, it.type(), it.shape(), it.offset(), it.sizeBytes())
                        : it)
                .toList();
        return new Gguf(3, file.metadata(), tensors, 32, file.dataOffset());
    }

    private static void refused(String reason, Gguf file) {
        List<String> faults = of(file).faults();
        assertTrue(faults.stream().anyMatch(it -> it.contains(reason)), reason + " is not in " + faults);
    }

    private static ModelCheck of(Gguf file) {
        return ModelCheck.of(List.of(file), Map.of(), false);
    }

    private static Gguf llama(String key, GgufValue value) throws IOException {
        return Gguf.read(TinyModels.llama()).withMetadata(Map.of(key, value));
    }

    private static Gguf tensor(Gguf file, String name, TensorType type) {
        var tensors = new ArrayList<GgufTensor>();
        for (GgufTensor it : file.tensors())
            tensors.add(it.name().equals(name)
                    ? new GgufTensor(name, type, it.shape(), it.offset(), it.sizeBytes())
                    : it);
        return new Gguf(3, new LinkedHashMap<>(file.metadata()), tensors, 32, file.dataOffset());
    }

    /// Returns the file with its first tensor changed.
    private static Gguf changed(Gguf file, UnaryOperator<GgufTensor> change) {
        var tensors = new ArrayList<>(file.tensors());
        tensors.set(0, change.apply(tensors.getFirst()));
        return new Gguf(3, file.metadata(), tensors, 32, file.dataOffset());
    }

    private static Path file(String model) {
        return switch (model) {
            case "gemma3" -> TinyModels.gemma3();
            case "t5" -> TinyModels.t5();
            case "bert" -> TinyModels.bert();
            case "qwen2" -> TinyModels.qwen2();
            case "mamba" -> TinyModels.mamba();
            case "experts" -> TinyModels.mixtureOfExperts();
            case "gemma2" -> TinyTransformers.gemma2();
            default -> TinyModels.llama();
        };
    }
}
