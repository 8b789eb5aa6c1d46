package dev.panallama.internal.speculation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class BatchCostsTest {
    @Test
    void between_two_sizes_that_were_measured_lies_what_was_not() {
        var costs = new BatchCosts(16);
        costs.learn(1, 1000);
        costs.learn(9, 5000);
        assertEquals(1000, costs.of(1));
        assertEquals(3000, costs.of(5));
        assertEquals(5000, costs.of(9));
        assertEquals(5000 + 7 * 400, costs.of(16), "four tenths of a token alone for each");
    }

    @Test
    void a_batch_that_was_displaced_counts_little() {
        var costs = new BatchCosts(16);
        for (int i = 0; i < 10; i++) costs.learn(4, 2000);
        costs.learn(4, 1_000_000);
        assertTrue(costs.of(4) < 2500, "" + costs.of(4));
    }

    @Test
    void what_was_dear_once_is_tried_again_in_the_end() {
        var costs = new BatchCosts(16);
        costs.learn(8, 20_000);
        for (int i = 0; i < 1000; i++) costs.learn(1, 1000);
        assertTrue(costs.of(8) < 5000, "" + costs.of(8));
        assertTrue(costs.of(8) > 1000, "" + costs.of(8));
    }

    @Test
    void a_copy_goes_its_own_way() {
        var costs = new BatchCosts(4);
        costs.learn(1, 1000);
        BatchCosts copy = costs.copy();
        copy.learn(2, 2000);
        assertEquals(2000, copy.of(2));
        assertEquals(1400, costs.of(2));
    }
}
