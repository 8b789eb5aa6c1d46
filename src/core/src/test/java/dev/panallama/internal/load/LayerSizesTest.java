package dev.panallama.internal.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.panallama.TestModels;
import dev.panallama.TinyModels;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LayerSizesTest {
    private static final long F32 = 4;

    @Test
    void a_layer_has_its_weights_and_the_keys_and_values_of_the_context() {
        LayerSizes sizes = sizes(TinyModels.llama(), 1000);
        long weights = F32 * (64 * 128 + 2 * 64 * 64 + 128 * 64 + 3 * 64 * 128 + 2 * 64);
        long cache = 1024 * 2 * 2 * 32 * 2; // made of 256 tokens each
        assertEquals(List.of(weights + cache, weights + cache, weights + cache), sizes.layers());
    }

    @Test
    void a_context_that_nobody_names_is_the_models_own() {
        assertEquals(sizes(TinyModels.llama(), 1024), sizes(TinyModels.llama(), 0));
        assertEquals(sizes(TestModels.smolLm2(), 4096), sizes(TestModels.smolLm2(), 0));
    }

    @Test
    void tensors_that_are_kept_elsewhere_do_not_count() {
        var header = new Header(List.of(TinyModels.mixtureOfExperts()));
        LayerSizes whole = LayerSizes.of(header, 256, _ -> false);
        LayerSizes without = LayerSizes.of(header, 256, it -> it.contains("_exps"));
        assertEquals(3 * 4 * 64 * 128 * F32, whole.layers().getFirst() - without.layers().getFirst());
    }

    @Test
    void a_recurrent_layer_keeps_a_state_and_no_cache() {
        LayerSizes shorter = sizes(TinyModels.jamba(), 256);
        LayerSizes longer = sizes(TinyModels.jamba(), 512);
        assertEquals(shorter.layers().get(0), longer.layers().get(0));
        assertEquals(256 * 2 * (16 + 16) * 2, longer.layers().get(1) - shorter.layers().get(1));
    }

    @Test
    void an_embedding_that_is_the_output_as_well_counts() {
        assertTrue(sizes(TestModels.smolLm2(), 0).output() > 49152 * 576 / 2);
    }

    private static LayerSizes sizes(Path file, int context) {
        return LayerSizes.of(new Header(List.of(file)), context, _ -> false);
    }
}
