package dev.panallama;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.panallama.error.ModelLoadException;
import dev.panallama.sampler.Sampler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class ModelLoadingTest {
    private static final ModelOptions DEFAULTS = ModelOptions.defaults();
    private static final int[] ORDINARY = generated(TinyModels.llama(), DEFAULTS);
    private static final int[] EXPERTS = generated(TinyModels.mixtureOfExperts(), DEFAULTS);

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource
    void every_way_into_memory_gives_the_same_model(LoadMode mode) {
        assertArrayEquals(ORDINARY, generated(TinyModels.llama(), DEFAULTS.withLoadMode(mode)));
    }

    @Test
    void a_model_that_was_read_does_not_care_about_its_file() throws IOException {
        Path file = Files.copy(TinyModels.llama(), folder.resolve("changing.gguf"));
        try (var model = Model.load(file, DEFAULTS.withLoadMode(LoadMode.READ))) {
            Files.write(file, new byte[10]);
            assertArrayEquals(ORDINARY, generated(model));
        }
    }

    @Test
    void the_processor_alone_can_be_chosen() {
        Placement cpu = Placement.defaults().withDevices(Placement.CPU);
        assertArrayEquals(ORDINARY, generated(TinyModels.llama(), DEFAULTS.withPlacement(cpu)));
    }

    @ParameterizedTest
    @EnumSource(names = "TENSOR", mode = EnumSource.Mode.EXCLUDE)
    void every_split_mode_loads_where_there_is_nothing_to_split(SplitMode mode) {
        Placement placement = Placement.defaults().withSplitMode(mode).withDevices(Placement.CPU);
        assertArrayEquals(ORDINARY, generated(TinyModels.llama(), DEFAULTS.withPlacement(placement)));
    }

    @Test
    void tensors_can_only_be_cut_up_for_gpus() {
        Placement placement = Placement.defaults().withSplitMode(SplitMode.TENSOR).withDevices(Placement.CPU);
        refused("the split mode is TENSOR", DEFAULTS.withPlacement(placement));
    }

    @Test
    void a_device_that_is_not_there_is_refused_with_those_that_are() {
        var refused = refused("there is no device CUDA7",
                DEFAULTS.withPlacement(Placement.defaults().withDevices("CUDA7")));
        assertTrue(refused.getMessage().contains("CPU"), refused.getMessage());
        refused("there is no device Moon", DEFAULTS.withPlacement(Placement.defaults().withRule("blk", "Moon")));
    }

    @Test
    void experts_can_be_kept_on_the_processor() {
        Placement all = Placement.defaults().withExpertsOnCpu();
        Placement most = Placement.defaults().withExpertsOnCpu(512);
        assertArrayEquals(EXPERTS, generated(TinyModels.mixtureOfExperts(), DEFAULTS.withPlacement(all)));
        assertArrayEquals(EXPERTS, generated(TinyModels.mixtureOfExperts(), DEFAULTS.withPlacement(most)));
    }

    @Test
    void a_rule_finds_the_experts_of_the_layers_it_is_for() {
        Placement.Rule first = Placement.defaults().withExpertsOnCpu(11).rules().getFirst();
        assertTrue(first.matches("blk.0.ffn_up_exps.weight") && first.matches("blk.10.ffn_gate_exps.weight"));
        assertFalse(first.matches("blk.11.ffn_up_exps.weight") || first.matches("blk.100.ffn_up_exps.weight"));
        assertFalse(first.matches("blk.0.ffn_up.weight"));
    }

    @Test
    void a_pattern_that_only_java_knows_is_refused_by_llama_cpp() {
        ModelOptions options = DEFAULTS.withPlacement(Placement.defaults().withRule("(?<=blk)a", Placement.CPU));
        var refused = assertThrows(ModelLoadException.class, () -> Model.load(TinyModels.llama(), options));
        assertFalse(refused.nativeLog().isEmpty());
    }

    @Test
    void metadata_can_be_overridden() {
        ModelOptions options = DEFAULTS.withOverride("llama.context_length", 512)
                .withOverride("tokenizer.ggml.add_bos_token", false)
                .withOverride("general.name", "renamed");
        try (var model = Model.load(TinyModels.llama(), options)) {
            assertEquals(512, model.info().trainedContextLength());
            assertFalse(model.vocabulary().addsBeginningOfText());
        }
        ModelOptions turned = DEFAULTS.withOverride("llama.rope.freq_base", 100.0);
        assertFalse(Arrays.equals(ORDINARY, generated(TinyModels.llama(), turned)));
    }

    @Test
    void an_override_of_another_type_is_refused_rather_than_ignored() {
        refused("is a UINT32 in the file", DEFAULTS.withOverride("llama.context_length", "long"));
        refused("is a FLOAT32 in the file", DEFAULTS.withOverride("llama.rope.freq_base", 100));
        refused("is a ARRAY in the file", DEFAULTS.withOverride("tokenizer.ggml.tokens", "none"));
    }

    @Test
    void overrides_that_llama_cpp_would_break_off_at_are_refused() {
        refused("llama.block_count is 0", DEFAULTS.withOverride("llama.block_count", 0));
        refused("llama.block_count is 513", DEFAULTS.withOverride("llama.block_count", 513));
        refused("no divisor of 3 heads", DEFAULTS.withOverride("llama.attention.head_count", 3));
        refused("llama.expert_used_count is 5 of 4 experts", TinyModels.mixtureOfExperts(),
                DEFAULTS.withOverride("llama.expert_used_count", 5));
        refused("rope.scaling.type is odd", DEFAULTS.withOverride("llama.rope.scaling.type", "odd"));
        refused("tokenizer.ggml.bos_token_id is missing, and texts get that token", TinyModels.t5(),
                DEFAULTS.withOverride("tokenizer.ggml.add_bos_token", true));
    }

    @Test
    void a_model_without_weights_needs_no_memory_of_a_gpu() {
        try (var model = Model.load(TinyModels.llama(), DEFAULTS.withVocabularyOnly(true))) {
            assertTrue(model.vocabulary().size() > 300);
        }
    }

    @Test
    void weights_that_are_no_numbers_are_found_when_asked_for() throws IOException {
        byte[] bytes = Files.readAllBytes(TinyModels.llama());
        Arrays.fill(bytes, bytes.length - 64, bytes.length - 32, (byte) 0xff); // NaN
        Path damaged = Files.write(folder.resolve("nan.gguf"), bytes);
        Model.load(damaged).close();
        var refused = assertThrows(
                ModelLoadException.class, () -> Model.load(damaged, DEFAULTS.withCheckTensors(true)));
        assertTrue(refused.getMessage().contains("invalid data"), refused.getMessage());
    }

    @Test
    void a_split_model_is_loaded_by_its_first_part() throws IOException {
        List<Path> parts = ModelParts.write(TinyModels.llama(), 3, folder, "tiny");
        assertArrayEquals(ORDINARY, generated(parts.getFirst(), DEFAULTS));
    }

    @Test
    void the_parts_of_a_split_model_may_have_any_names() throws IOException {
        List<Path> parts = ModelParts.write(TinyModels.llama(), 2, folder, "tiny");
        Path first = Files.move(parts.get(0), folder.resolve("alpha.gguf"));
        Path second = Files.move(parts.get(1), folder.resolve("beta.gguf"));
        try (var model = Model.load(List.of(first, second), DEFAULTS)) {
            assertArrayEquals(ORDINARY, generated(model));
        }
        refusedParts("give all, in order", List.of(first, second, second));
        refusedParts("alpha.gguf is not part 2", List.of(second, first));
        assertThrows(IllegalArgumentException.class, () -> Model.load(List.of(), DEFAULTS));
    }

    @Test
    void the_names_of_parts_may_end_in_capitals() throws IOException {
        Path first = folder.resolve("tiny-00001-of-00002.GGUF");
        for (Path it : ModelParts.write(TinyModels.llama(), 2, folder, "tiny"))
            Files.move(it, it.resolveSibling(it.getFileName().toString().replace(".gguf", ".GGUF")));
        assertArrayEquals(ORDINARY, generated(first, DEFAULTS));
        Files.delete(folder.resolve("tiny-00002-of-00002.GGUF"));
        refusedFile("part 2 of 2 is missing: put tiny-00002-of-00002.GGUF beside it", first);
    }

    @Test
    void a_missing_part_is_named() throws IOException {
        List<Path> parts = ModelParts.write(TinyModels.llama(), 3, folder, "tiny");
        Files.delete(parts.get(1));
        refusedFile("part 2 of 3 is missing: put tiny-00002-of-00003.gguf beside it", parts.getFirst());
    }

    @Test
    void a_part_that_is_not_the_first_names_the_first() throws IOException {
        List<Path> parts = ModelParts.write(TinyModels.llama(), 2, folder, "tiny");
        refusedFile("it is part 2 of 2: load tiny-00001-of-00002.gguf", parts.getLast());
    }

    @Test
    void a_part_of_another_model_is_refused() throws IOException {
        List<Path> parts = ModelParts.write(TinyModels.llama(), 2, folder, "tiny");
        Path other = Files.createDirectory(folder.resolve("other"));
        Path foreign = ModelParts.write(TinyModels.gemma3(), 2, other, "tiny").getLast();
        Files.copy(foreign, parts.getLast(), StandardCopyOption.REPLACE_EXISTING);
        refusedFile("tiny-00002-of-00002.gguf is not part 2", parts.getFirst());
    }

    @Test
    void a_damaged_part_is_refused_by_its_name() throws IOException {
        List<Path> parts = ModelParts.write(TinyModels.llama(), 2, folder, "tiny");
        byte[] bytes = Files.readAllBytes(parts.getLast());
        Files.write(parts.getLast(), Arrays.copyOf(bytes, bytes.length / 2));
        refusedFile("tiny-00002-of-00002.gguf is no usable GGUF file", parts.getFirst());
    }

    @Test
    void a_lone_file_may_be_named_like_a_part() throws IOException {
        Path file = Files.copy(TinyModels.llama(), folder.resolve("tiny-00001-of-00001.gguf"));
        assertArrayEquals(ORDINARY, generated(file, DEFAULTS));
    }

    private static void refusedFile(String reason, Path file) {
        var refused = assertThrows(ModelLoadException.class, () -> Model.load(file));
        assertTrue(refused.getMessage().contains(reason), refused.getMessage());
    }

    private static void refusedParts(String reason, List<Path> parts) {
        var refused = assertThrows(ModelLoadException.class, () -> Model.load(parts, DEFAULTS));
        assertTrue(refused.getMessage().contains(reason), refused.getMessage());
    }

    private static IllegalArgumentException refused(String reason, ModelOptions options) {
        return refused(reason, TinyModels.llama(), options);
    }

    private static IllegalArgumentException refused(String reason, Path file, ModelOptions options) {
        var refused = assertThrows(IllegalArgumentException.class, () -> Model.load(file, options));
        assertTrue(refused.getMessage().contains(reason), refused.getMessage());
        return refused;
    }

    private static int[] generated(Path file, ModelOptions options) {
        try (var model = Model.load(file, options)) {
            return generated(model);
        }
    }

    private static int[] generated(Model model) {
        SessionOptions options = SessionOptions.defaults().withThreads(1).withContextLength(128);
        try (var session = model.session(options)) {
            return session.append("hello world").generate(Sampler.greedy(), 20).stream().mapToInt(Token::id).toArray();
        }
    }
}
