package dev.panallama;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.panallama.internal.ffm.NativeDevice;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What would be used of machines with GPUs. The machine of the tests has none, so devices are made up.
final class ModelPlanTest {
    private static final long GIB = 1L << 30;
    private static final NativeDevice CPU = device("CPU", 0, 64, "");
    private static final NativeDevice FIRST = device("CUDA0", 1, 8, "0000:01:00.0");
    private static final NativeDevice SECOND = device("CUDA1", 1, 4, "0000:02:00.0");
    private static final NativeDevice FIRST_AGAIN = device("Vulkan0", 1, 8, "0000:01:00.0");
    private static final NativeDevice INTEGRATED = device("Vulkan1", 2, 16, "");

    private static final int ALL = 31; // SmolLM2's layers and its output

    @Test
    void without_a_gpu_nothing_is_read_and_nothing_moved() {
        assertEquals(new ModelLoading.Plan(List.of(), List.of(), 0), plan(Placement.defaults(), CPU));
        var unread = new ModelLoading(List.of(TestModels.smolLm2().resolve("no")), ModelOptions.defaults());
        assertEquals(0, unread.plan(List.of(CPU)).gpuLayers());
    }

    @Test
    void a_small_model_goes_to_the_gpu_whole() {
        assertEquals(new ModelLoading.Plan(List.of(FIRST), List.of(), ALL), plan(Placement.defaults(), CPU, FIRST));
    }

    @Test
    void a_gpu_whose_memory_is_taken_gets_what_still_fits() {
        int some = layers(device("CUDA0", 1, 1.1, ""));
        assertTrue(some > 0 && some < ALL, "layers: " + some);
        assertTrue(layers(device("CUDA0", 1, 1.15, "")) > some);
        assertEquals(0, layers(device("CUDA0", 1, 1, "")));
        assertEquals(0, layers(device("CUDA0", 1, 0, "")));
    }

    @Test
    void a_longer_context_leaves_room_for_fewer_layers() {
        NativeDevice gpu = device("CUDA0", 1, 1.25, "");
        int ordinary = plan(Placement.defaults(), gpu).gpuLayers();
        assertTrue(plan(Placement.defaults().withContextLength(65_536), gpu).gpuLayers() < ordinary);
    }

    @Test
    void two_cards_share_by_the_memory_that_was_counted() {
        var plan = plan(Placement.defaults(), CPU, FIRST, FIRST_AGAIN, SECOND, INTEGRATED);
        assertEquals(List.of(FIRST, SECOND), plan.gpus(), "each card once, and no graphics of the processor");
        assertEquals(List.of(8.0 * GIB, 4.0 * GIB), plan.shares());
        assertEquals(ALL, plan.gpuLayers());
    }

    @Test
    void graphics_of_the_processor_are_used_where_there_is_no_card() {
        assertEquals(List.of(INTEGRATED), plan(Placement.defaults(), CPU, INTEGRATED).gpus());
    }

    @Test
    void devices_are_those_that_were_named_in_that_order() {
        Placement named = Placement.defaults().withDevices("CUDA1", "CUDA0").withShares(1, 3);
        var plan = plan(named, CPU, FIRST, SECOND);
        assertEquals(List.of(SECOND, FIRST), plan.gpus());
        assertEquals(List.of(1.0, 3.0), plan.shares());
        assertEquals(List.of(), plan(Placement.defaults().withDevices("CPU"), CPU, FIRST).gpus());
    }

    @Test
    void one_device_alone_must_hold_what_it_gets() {
        NativeDevice full = device("CUDA1", 1, 0.5, "");
        assertEquals(ALL, plan(Placement.defaults().withMainDevice(0), FIRST, full).gpuLayers());
        assertEquals(0, plan(Placement.defaults().withMainDevice(1), FIRST, full).gpuLayers());
    }

    @Test
    void a_number_of_layers_is_taken_as_it_is() {
        var loading = new ModelLoading(List.of(TestModels.smolLm2()), ModelOptions.defaults().withGpuLayers(7));
        assertEquals(7, loading.plan(List.of(CPU, FIRST)).gpuLayers());
        assertEquals(7, loading.plan(List.of(CPU)).gpuLayers());
    }

    @Test
    void what_the_machine_lacks_is_refused() {
        refused("mainDevice is 2, and there are 2 GPUs", Placement.defaults().withMainDevice(2));
        refused("there are 3 shares for 2 GPUs", Placement.defaults().withShares(1, 1, 1));
        refused("there is no device ROCm0", Placement.defaults().withDevices("ROCm0"));
    }

    private static void refused(String reason, Placement placement) {
        var refused = assertThrows(IllegalArgumentException.class, () -> plan(placement, CPU, FIRST, SECOND));
        assertTrue(refused.getMessage().contains(reason), refused.getMessage());
    }

    private static int layers(NativeDevice gpu) {
        return plan(Placement.defaults(), CPU, gpu).gpuLayers();
    }

    private static ModelLoading.Plan plan(Placement placement, NativeDevice... devices) {
        ModelOptions options = ModelOptions.defaults().withPlacement(placement);
        return new ModelLoading(List.of(TestModels.smolLm2()), options).plan(Arrays.asList(devices));
    }

    private static NativeDevice device(String name, int type, double freeGib, String id) {
        long bytes = (long) (freeGib * GIB);
        return new NativeDevice(name, name, type, bytes, bytes, id);
    }
}
