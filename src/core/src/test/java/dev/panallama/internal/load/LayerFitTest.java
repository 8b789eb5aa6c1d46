package dev.panallama.internal.load;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The machine of the tests has no GPU: figures stand for them.
final class LayerFitTest {
    private static final long GIB = 1L << 30;
    private static final long MIB = 1L << 20;

    /// 32 layers of 128 MiB, an output of 256 MiB, 100 MiB to compute: 4452 MiB in all, and a margin of 1024.
    private static final LayerSizes MODEL = new LayerSizes(Collections.nCopies(32, 128 * MIB), 256 * MIB, 100 * MIB);

    @Test
    void all_layers_fit_exactly() {
        assertEquals(33, fit(4452 * MIB + LayerFit.MARGIN));
        assertEquals(32, fit(4452 * MIB + LayerFit.MARGIN - 1));
    }

    @Test
    void half_the_memory_takes_the_last_layers_and_the_output() {
        assertEquals(17, fit(256 * MIB + 16 * 128 * MIB + 100 * MIB + LayerFit.MARGIN));
    }

    @Test
    void the_output_alone_may_fit() {
        assertEquals(1, fit(356 * MIB + LayerFit.MARGIN));
        assertEquals(0, fit(355 * MIB + LayerFit.MARGIN));
    }

    @Test
    void nothing_fits_where_there_is_no_memory() {
        assertEquals(0, fit(0));
        assertEquals(0, fit(LayerFit.MARGIN));
        assertEquals(0, LayerFit.layers(MODEL, List.of(), List.of(), false));
    }

    @Test
    void two_devices_hold_what_one_cannot() {
        long half = 17 * 128 * MIB + 100 * MIB + LayerFit.MARGIN;
        assertEquals(33, LayerFit.layers(MODEL, List.of(half, half), List.of(), false));
    }

    @Test
    void a_large_and_a_small_device_share_by_their_memory() {
        int layers = LayerFit.layers(MODEL, List.of(4 * GIB, 2 * GIB), List.of(), false);
        assertEquals(20, layers, "the small one is full with 5 layers and the output, a third of them");
    }

    @Test
    void shares_that_overload_one_device_bound_the_other() {
        assertEquals(33, LayerFit.layers(MODEL, List.of(8 * GIB, 8 * GIB), List.of(9.0, 1.0), false));
        int layers = LayerFit.layers(MODEL, List.of(2 * GIB, 64 * GIB), List.of(1.0, 1.0), false);
        assertEquals(14, layers, "the first holds 7 layers");
    }

    @Test
    void a_device_without_a_share_needs_no_memory() {
        assertEquals(33, LayerFit.layers(MODEL, List.of(8 * GIB, 0L), List.of(1.0, 0.0), false));
        assertEquals(33, LayerFit.layers(MODEL, List.of(8 * GIB, 0L), List.of(), false));
    }

    @Test
    void layers_that_are_cut_up_need_only_a_part_of_each_device() {
        long half = 2176 * MIB + 100 * MIB + LayerFit.MARGIN;
        assertEquals(33, LayerFit.layers(MODEL, List.of(half, half), List.of(), true));
        assertEquals(32, LayerFit.layers(MODEL, List.of(half - 1, half - 1), List.of(), true));
    }

    private static int fit(long free) {
        return LayerFit.layers(MODEL, List.of(free), List.of(), false);
    }
}
