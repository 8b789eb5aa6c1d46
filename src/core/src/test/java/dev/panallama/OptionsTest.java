package dev.panallama;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.panallama.sampler.Sampler;
import dev.panallama.sampler.Stage;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class OptionsTest {
    private static final SessionOptions SESSION = SessionOptions.defaults();

    @ParameterizedTest
    @ValueSource(ints = {-1, Integer.MIN_VALUE, Integer.MAX_VALUE, (1 << 24) + 1})
    void a_context_length_out_of_range_is_refused(int length) {
        refused("contextLength is", () -> SESSION.withContextLength(length));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, Integer.MIN_VALUE, Integer.MAX_VALUE})
    void a_batch_size_out_of_range_is_refused(int size) {
        refused("batchSize is", () -> SESSION.withBatchSize(size));
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 512, Integer.MIN_VALUE, Integer.MAX_VALUE})
    void a_number_of_threads_out_of_range_is_refused(int threads) {
        refused("threads is", () -> SESSION.withThreads(threads));
    }

    @ParameterizedTest
    @ValueSource(ints = {-3, Integer.MIN_VALUE})
    void a_number_of_gpu_layers_out_of_range_is_refused(int layers) {
        refused("gpuLayers is", () -> ModelOptions.defaults().withGpuLayers(layers));
    }

    @Test
    void a_placement_that_no_machine_has_is_refused() {
        Placement placement = Placement.defaults();
        refused("name each once", () -> placement.withDevices("CUDA0", "CUDA0"));
        refused("name CPU alone", () -> placement.withDevices("CUDA0", "CPU"));
        refused("more than 16 devices", () -> placement.withShares(new double[17]));
        refused("mainDevice is -1", () -> placement.withMainDevice(-1));
        refused("a share is -1.0", () -> placement.withShares(1, -1));
        refused("a share is NaN", () -> placement.withShares(Double.NaN));
        refused("all shares are 0", () -> placement.withShares(0, 0));
        refused("layers is 0", () -> placement.withExpertsOnCpu(0));
        refused("contextLength is -1", () -> placement.withContextLength(-1));
        refused("a pattern has 0 characters", () -> placement.withRule("", "CPU"));
        refused("a pattern has a NUL", () -> placement.withRule("a\0", "CPU"));
        refused("Unclosed group", () -> placement.withRule("blk.(", "CPU"));
    }

    @Test
    void an_override_that_llama_cpp_cannot_take_is_refused() {
        ModelOptions options = ModelOptions.defaults();
        refused("key of an override is empty", () -> options.withOverride("", 1));
        refused("has 128 bytes", () -> options.withOverride("k".repeat(128), 1));
        refused("has 130 bytes", () -> options.withOverride("general.name", "ä".repeat(65)));
        refused("has a NUL", () -> options.withOverride("general.name", "a\0"));
        refused("a finite Double", () -> options.withOverride("llama.rope.freq_base", Double.NaN));
        refused("cannot be overridden", () -> options.withOverride("general.architecture", "qwen2"));
        refused("cannot be overridden", () -> options.withOverride("split.count", 2));
        refused("give a Long", () -> new ModelOptions(0, LoadMode.MAP, false, false, Placement.defaults(),
                Map.of("llama.block_count", 1), Isolation.NONE, LoadProgress.UNWATCHED));
    }

    @Test
    void an_option_that_is_changed_leaves_the_others_as_they_are() {
        ModelOptions all = new ModelOptions(3, LoadMode.READ, true, true, Placement.defaults().withDevices("A"),
                Map.of("k", 1L), Isolation.WORKER, LoadProgress.UNWATCHED);
        ModelOptions again = ModelOptions.defaults()
                .isolated()
                .withOverride("k", 1)
                .withProgress(LoadProgress.UNWATCHED)
                .withPlacement(Placement.defaults().withDevices("A"))
                .withVocabularyOnly(true)
                .withCheckTensors(true)
                .withLoadMode(LoadMode.READ)
                .withGpuLayers(3);
        assertEquals(all, again);
        Placement placement = new Placement(List.of("A", "B"), SplitMode.ROW, 1, List.of(1.0, 2.0),
                List.of(new Placement.Rule("x", "CPU")), 5);
        Placement same = Placement.defaults()
                .withContextLength(5)
                .withRule("x", "CPU")
                .withShares(1, 2)
                .withMainDevice(1)
                .withSplitMode(SplitMode.ROW)
                .withDevices("A", "B");
        assertEquals(placement, same);
    }

    @ParameterizedTest
    @ValueSource(floats = {-0.1f, 1.1f, Float.NaN, Float.POSITIVE_INFINITY})
    void a_probability_out_of_range_is_refused(float p) {
        refused("top-p is", () -> new Stage.TopP(p));
        refused("min-p is", () -> new Stage.MinP(p));
    }

    @ParameterizedTest
    @ValueSource(floats = {-1f, 101f, Float.NaN, Float.POSITIVE_INFINITY})
    void a_temperature_out_of_range_is_refused(float value) {
        refused("the temperature is", () -> new Stage.Temperature(value));
    }

    @Test
    void other_numbers_of_a_sampler_out_of_range_are_refused() {
        refused("top-k is", () -> new Stage.TopK(-1));
        refused("lastTokens is", () -> new Stage.Penalties(-1, 1, 0, 0));
        refused("the repeat penalty is", () -> new Stage.Penalties(1, 0.001f, 0, 0));
        refused("the frequency penalty is", () -> new Stage.Penalties(1, 1, Float.NaN, 0));
        refused("the presence penalty is", () -> new Stage.Penalties(1, 1, 0, Float.NEGATIVE_INFINITY));
    }

    @Test
    void a_stage_replaces_the_one_of_its_kind_in_place() {
        Sampler sampler = Sampler.of(new Stage.TopK(40), new Stage.Temperature(0.8f));
        assertEquals(
                List.of(new Stage.TopK(10), new Stage.Temperature(0.8f)), sampler.with(new Stage.TopK(10)).stages());
        assertEquals(
                List.of(new Stage.TopK(40), new Stage.Temperature(0.8f), new Stage.MinP(0.1f)),
                sampler.with(new Stage.MinP(0.1f)).stages());
    }

    @Test
    void a_context_too_large_for_the_machine_is_refused_before_memory_is_taken() {
        try (var model = Model.load(TestModels.smolLm2())) {
            refused("GiB", () -> model.session(SESSION.withContextLength(1 << 24)));
        }
    }

    private static void refused(String message, Executable action) {
        var refused = assertThrows(IllegalArgumentException.class, action);
        assertTrue(refused.getMessage().contains(message), refused.getMessage());
    }
}
