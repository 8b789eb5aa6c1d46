package dev.panallama.internal.speculation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class AcceptanceTest {
    private static final int MOST = 15;

    /// Batches of which each token after the first takes a part of what that takes.
    private static BatchCosts costs(double part) {
        var costs = new BatchCosts(1 + MOST);
        for (int size = 1; size <= 1 + MOST; size++) costs.learn(size, (long) (1e6 * (1 + part * (size - 1))));
        return costs;
    }

    @Test
    void nothing_is_worth_computing_before_a_token_alone_was_measured() {
        assertEquals(0, new Acceptance(1, 0).worthwhile(0, MOST, new BatchCosts(1 + MOST), 0));
    }

    @Test
    void guesses_grow_with_success_and_shrink_to_none_with_failure() {
        var acceptance = new Acceptance(1, 1);
        BatchCosts costs = costs(0.3);
        int before = acceptance.worthwhile(0, MOST, costs, 0);
        for (int i = 0; i < 50; i++) acceptance.learn(0, true);
        int after = acceptance.worthwhile(0, MOST, costs, 0);
        assertTrue(before < after, "%d, %d".formatted(before, after));
        assertEquals(MOST, after);
        for (int i = 0; i < 50; i++) acceptance.learn(0, false);
        assertEquals(0, acceptance.worthwhile(0, MOST, costs, 0));
    }

    @Test
    void guesses_that_cost_as_much_as_tokens_are_not_worth_it_however_right_they_are() {
        var acceptance = new Acceptance(1, 1);
        for (int i = 0; i < 50; i++) acceptance.learn(0, true);
        assertEquals(0, acceptance.worthwhile(0, MOST, costs(1), 0));
        assertEquals(MOST, acceptance.worthwhile(0, MOST, costs(0.1), 0.2e6));
        assertEquals(0, acceptance.worthwhile(0, MOST, costs(0.1), 0.9e6));
    }

    @Test
    void a_size_that_is_dear_for_itself_is_passed_over() {
        var acceptance = new Acceptance(1, 0);
        BatchCosts costs = costs(0.2);
        for (int i = 0; i < 60; i++) costs.learn(1 + MOST, 100_000_000);
        assertEquals(MOST - 1, acceptance.worthwhile(0, MOST, costs, 0));
    }

    @Test
    void a_guess_that_is_right_speaks_for_better_founded_ones_and_one_that_is_wrong_against_the_worse() {
        var acceptance = new Acceptance(4, 1);
        for (int i = 0; i < 50; i++) acceptance.learn(1, false);
        assertTrue(acceptance.rate(0) < 0.01);
        assertTrue(acceptance.rate(1) < 0.01);
        assertEquals(3.0 / 4, acceptance.rate(2));
        for (int i = 0; i < 50; i++) acceptance.learn(2, true);
        assertTrue(acceptance.rate(1) < 0.01);
        assertTrue(acceptance.rate(2) > 0.99);
        assertTrue(acceptance.rate(9) > 0.99, "the last level stands for all above");
    }
}
