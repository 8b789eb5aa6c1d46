package dev.panallama;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
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
    @ValueSource(ints = {-2, Integer.MIN_VALUE})
    void a_number_of_gpu_layers_out_of_range_is_refused(int layers) {
        refused("gpuLayers is", () -> ModelOptions.defaults().withGpuLayers(layers));
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
